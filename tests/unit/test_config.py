import pytest

from config import ConfigError, demo, from_environ


def test_without_a_secret_key_it_does_not_start():
    with pytest.raises(ConfigError, match="ENQUETE_SECRET_KEY is not set"):
        from_environ({})


def test_what_is_set_is_taken_and_the_rest_has_defaults():
    config = from_environ(
        {
            "ENQUETE_SECRET_KEY": "s",
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
    ("name", "value"), [("MAIL_PORT", "smtp"), ("MAIL_USE_TLS", "maybe"), ("WORKER", "two")]
)
def test_a_value_that_cannot_be_read_is_named(name, value):
    with pytest.raises(ConfigError, match=f"ENQUETE_{name}"):
        from_environ({"ENQUETE_SECRET_KEY": "s", f"ENQUETE_{name}": value})


def test_the_demo_ignores_the_environment(monkeypatch):
    monkeypatch.setenv("ENQUETE_DATABASE_URL", "postgresql://elsewhere")
    monkeypatch.setenv("ENQUETE_SECRET_KEY", "from the environment")

    config = demo()

    assert config.DATABASE_URL.startswith("sqlite:////")
    assert config.SECRET_KEY != "from the environment"
    config.MAILBOX.parent.rmdir()
