import pytest

from config import ConfigError, demo, from_environ

SECRET = "s" * 32
PRODUCTION = {"ENQUETE_SECRET_KEY": SECRET, "ENQUETE_CONTACT_KEY": "c" * 32}


def test_without_a_secret_key_it_does_not_start():
    with pytest.raises(ConfigError, match="ENQUETE_SECRET_KEY is not set"):
        from_environ({})


def test_what_is_set_is_taken_and_the_rest_has_defaults():
    config = from_environ(
        {
            **PRODUCTION,
            "ENQUETE_MAIL_PORT": "2525",
            "ENQUETE_BASE_URL": "https://x.example/",
            "ENQUETE_DATABASE_URL": "sqlite://",
        }
    )

    assert config.MAIL_PORT == 2525
    assert config.BASE_URL == "https://x.example"
    assert config.SESSION_COOKIE_SECURE
    assert config.WORKER == "thread"


def test_with_redis_the_web_process_leaves_the_work_to_workers():
    assert from_environ({"ENQUETE_SECRET_KEY": "s", "ENQUETE_REDIS_URL": "redis://x"}).WORKER == "none"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_PORT", "smtp"),
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "65536"),
        ("MAIL_PORT", "9" * 5000),
        ("MAIL_USE_TLS", "maybe"),
        ("WORKER", "two"),
        ("TRUSTED_PROXIES", "-1"),
        ("ORGANISATION", "Gemeente\nBcc: iedereen@inwoner.example"),
        ("CONTACT_PHONE", "14\x7f000"),
        ("OMBUDSMAN", "de\u2028ombudsman"),
        ("ORGANISATION", "niet UTF-8: \udcff"),
        ("MAIL_FROM", "onderzoek"),
        ("MAIL_FROM", "Gemeente <onderzoek@gemeente.example>"),
        ("MAIL_FROM", "een@gemeente.example, twee@gemeente.example"),
        ("BASE_URL", "enquete.gemeente.example"),
        ("BASE_URL", "ftp://enquete.gemeente.example"),
        ("BASE_URL", "http://"),
        ("BASE_URL", "http://gemeente.example:99999"),
        ("BASE_URL", "http://gemeente.example/?a=b"),
        ("BASE_URL", "http://jan:geheim@gemeente.example"),
        ("SECURITY_CONTACT", "iemand"),
        ("SECURITY_CONTACT", "http://gemeente.example/lek"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite://enquete.sqlite3"),
        ("DATABASE_URL", "postgresql+asyncpg://x/y"),
        ("DATABASE_URL", "postgresql://x:geheim@y:poort/z"),
        ("REDIS_URL", "foo"),
        ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://:geheim@x:poort"),
        ("MAIL_PER_MINUTE", "many"),
        ("QUIET_NIGHT", "night"),
        ("QUIET_NIGHT", "24:00-08:00"),
        ("QUIET_NIGHT", "08:00-08:00"),
        ("QUIET_NIGHT", "٢٠:00-08:00"),
        ("BOUNCE_ADDRESS", "bounces"),
        ("BOUNCE_ADDRESS", "bounces+ours@gemeente.example"),
        ("BOUNCE_ADDRESS", "terug\u00e9@gemeente.example"),
        ("BOUNCE_ADDRESS", "undeliverable-mails-of-the-survey@gemeente.example"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name, value):
    with pytest.raises(ConfigError, match=f"ENQUETE_{name} ") as caught:
        from_environ({"ENQUETE_SECRET_KEY": "s", f"ENQUETE_{name}": value})

    assert "\n" not in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "http://127.0.0.1:5000"),
        ("BASE_URL", "http://[::1]:5000/enquete"),
        ("DATABASE_URL", "sqlite:////tmp/enquete.sqlite3"),
        ("DATABASE_URL", "postgresql://jan:geheim@db/enquete"),
        ("DATABASE_URL", "postgresql+psycopg://db/enquete"),
        ("REDIS_URL", "rediss://:geheim@x:6380/1"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("MAIL_FROM", "onderzoek@mailhost"),
        ("ORGANISATION", "Gemeente Súdwest-Fryslân"),
        ("QUIET_NIGHT", "20:00-08:30"),
        ("BOUNCE_ADDRESS", "bounces@gemeente.example"),
    ],
)
def test_a_value_that_can_be_used_is_taken(name, value):
    assert getattr(from_environ({"ENQUETE_SECRET_KEY": "s", f"ENQUETE_{name}": value}), name) == value


@pytest.mark.parametrize(
    "production", [{"BASE_URL": "https://enquete.gemeente.example"}, {"MAIL_SERVER": "mail.gemeente.example"}]
)
@pytest.mark.parametrize(("name", "value"), [("CONTACT_KEY", ""), ("SECRET_KEY", "s" * 31)])
def test_in_production_it_does_not_start_without_proper_keys(production, name, value):
    environ = PRODUCTION | {f"ENQUETE_{key}": each for key, each in production.items()}
    assert from_environ(environ)

    with pytest.raises(ConfigError, match=f"ENQUETE_{name} .* in production"):
        from_environ(environ | {f"ENQUETE_{name}": value})


def test_a_mailbox_without_the_address_that_leads_there_is_refused():
    with pytest.raises(ConfigError, match="ENQUETE_BOUNCE_ADDRESS is not set"):
        from_environ({"ENQUETE_SECRET_KEY": "s", "ENQUETE_BOUNCE_IMAP_SERVER": "imap.gemeente.example"})


def test_what_is_not_for_the_environment_to_set_is_left_alone():
    config = from_environ({"ENQUETE_SECRET_KEY": "s", "ENQUETE_DEMO": "true", "ENQUETE_TESTING": "true"})

    assert (config.DEMO, config.TESTING) == (False, False)


def test_the_demo_ignores_the_environment(monkeypatch):
    monkeypatch.setenv("ENQUETE_DATABASE_URL", "postgresql://elsewhere")
    monkeypatch.setenv("ENQUETE_SECRET_KEY", "from the environment")

    config = demo()

    assert config.DATABASE_URL.startswith("sqlite:////")
    assert config.SECRET_KEY != "from the environment"
    assert not config.MAILBOX.parent.exists()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_setting_can_stand_in_a_file(tmp_path, mark):
    (tmp_path / "secret").write_text(f"{mark}{SECRET}\n", encoding="utf-8")

    config = from_environ({"ENQUETE_SECRET_KEY_FILE": str(tmp_path / "secret")})

    assert config.SECRET_KEY == SECRET


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read .FileNotFoundError"), (b" \n", "is empty"), (b"\xff", "cannot be read .Unicode")],
)
def test_a_file_without_a_setting_stops_the_start(tmp_path, content, said):
    if content is not None:
        (tmp_path / "secret").write_bytes(content)

    with pytest.raises(ConfigError, match=f"ENQUETE_SECRET_KEY_FILE {said}"):
        from_environ({"ENQUETE_SECRET_KEY_FILE": str(tmp_path / "secret")})


def test_a_setting_given_twice_stops_the_start(tmp_path):
    with pytest.raises(ConfigError, match="both set"):
        from_environ({"ENQUETE_SECRET_KEY": SECRET, "ENQUETE_SECRET_KEY_FILE": str(tmp_path / "secret")})
