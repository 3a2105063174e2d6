"""How large a file may be, and who may send one."""

from register_builders import csrf


def large_form(token, size):
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
        'Content-Disposition: form-data; name="file"; filename="register.csv"\r\n\r\n'
        f"{'x' * size}\r\n--x--\r\n"
    )
    return {"data": body.encode(), "content_type": "multipart/form-data; boundary=x"}


def test_a_file_larger_than_allowed_is_refused_with_the_limit(make_app, signed_in, app):
    app.config["LARGEST_UPLOAD_MB"] = 1
    token = csrf(signed_in.open("/team/register/upload").text)

    answer = signed_in.client.post("/team/register/upload", **large_form(token, 1_200_000))

    assert answer.status_code == 413
    assert "hoogstens 1 MB" in answer.text


def test_who_is_not_signed_in_cannot_send_large_forms(colleague, app):
    stranger = colleague()
    token = csrf(stranger.open("/team/sign-in").text)

    assert stranger.client.post("/team/register/upload", **large_form(token, 300_000)).status_code == 413


def test_any_other_form_that_is_too_large_is_answered_with_a_page(signed_in):
    token = csrf(signed_in.open("/team/opt-outs").text)

    answer = signed_in.client.post("/team/opt-outs", data={"csrf_token": token, "name": "x" * 300_000})

    assert answer.status_code == 413
    assert "<h1" in answer.text
