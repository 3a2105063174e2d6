"""A theme changes what people see, and never leaves them with what they cannot read."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIGHT = """.stad-theme {
  --utrecht-document-color: #222;
  --utrecht-document-background-color: #fffaf0;
  --utrecht-button-primary-action-background-color: #0a6b3d;
  --utrecht-button-primary-action-color: #fff;
}"""
DARK = """@media (prefers-color-scheme: dark) { .stad-theme {
  --utrecht-document-color: #eee;
  --utrecht-document-background-color: #101810;
}}"""
SCRIPT = """() => {
  const button = getComputedStyle(document.querySelector("main .utrecht-button--primary-action"));
  const body = getComputedStyle(document.body);
  const words = document.querySelector(".utrecht-form-field-description");
  const hint = getComputedStyle(words).color;
  words.className = "utrecht-form-field-error-message";
  const fault = getComputedStyle(words).color;
  return [body.backgroundColor, body.color, button.backgroundColor, button.color, hint, fault];
}"""
WHITE, DARK_GROUND = "rgb(255, 255, 255)", "rgb(20, 25, 31)"
GREEN, CREAM, NIGHT = "rgb(10, 107, 61)", "rgb(255, 250, 240)", "rgb(16, 24, 16)"


@pytest.fixture
def dressed(chromium, make_app, tmp_path):
    """A page in a house style: the files of its settings are made of what they are to hold."""
    contexts = []

    def dressed(**files):
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        client = make_app(**{name: str(tmp_path / name) for name in files}).test_client()

        def answer(route):
            got = client.get(route.request.url, buffered=True)
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.route("**/*", answer)
        return page

    yield dressed
    for context in contexts:
        context.close()


@pytest.fixture
def colours(dressed):
    """The colours of a page with a theme, for who prefers light or dark."""

    def colours(theme, **wish):
        page = dressed(**({"THEME": theme} if theme else {}))
        page.emulate_media(**wish)
        page.goto("http://localhost/code")
        return page.evaluate(SCRIPT)

    return colours


def contrast(one, other):
    def light(colour):
        numbers = colour[colour.index("(") + 1 : -1].replace("srgb", "").replace(",", " ").split()
        scale = 1 if "srgb" in colour else 255
        parts = [float(number) / scale for number in numbers[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("theme", "wish", "ground", "button"),
    [
        ("", {"color_scheme": "light"}, WHITE, "rgb(21, 66, 115)"),
        ("", {"color_scheme": "dark"}, DARK_GROUND, "rgb(143, 193, 245)"),
        ("", {"color_scheme": "dark", "media": "print"}, WHITE, "rgb(21, 66, 115)"),
        (LIGHT, {"color_scheme": "light"}, CREAM, GREEN),
        (LIGHT, {"color_scheme": "dark"}, CREAM, GREEN),
        (LIGHT + DARK, {"color_scheme": "dark"}, NIGHT, GREEN),
        (LIGHT + DARK, {"color_scheme": "dark", "media": "print"}, CREAM, GREEN),
    ],
)
def test_a_page_has_the_colours_of_the_theme_and_can_be_read(colours, theme, wish, ground, button):
    found_ground, text, found_button, on_button, hint, fault = colours(theme, **wish)

    assert (found_ground, found_button) == (ground, button)
    assert contrast(ground, text) > 7
    assert contrast(ground, hint) > 4.5
    assert contrast(ground, fault) > 4.5
    assert contrast(button, on_button) > 4.5


@pytest.mark.parametrize("size", ["", 'width="100%"', 'width="40" height="10"', 'width="4000" height="1000"'])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_logo_shows_whatever_size_it_gives_itself(dressed, size, width):
    page = dressed(LOGO=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100" {size}/>')
    page.set_viewport_size({"width": width, "height": 640})
    page.goto("http://localhost/code")

    box = page.locator("header img").bounding_box()
    assert box["height"] == 64
    assert 100 < box["width"] <= 256
