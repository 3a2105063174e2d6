import pytest

from enquete_app.accounts.sessions import family_of

WEBKIT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        (f"{WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome"),
        (f"{WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge"),
        (f"{WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/110.0", "Opera"),
        (f"{WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet"),
        (
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18 Safari/605.1.15",
            "Safari",
        ),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140 Safari/604.1", "Chrome"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_of_a_browser_only_its_family_is_kept(agent, family):
    assert family_of(agent) == family
