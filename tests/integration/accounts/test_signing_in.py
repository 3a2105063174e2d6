"""Signing in, on the database: codes, recovery codes, waiting, keys."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from accounts_builders import PASSWORD, SECRET, enrol, member
from argon2 import PasswordHasher
from builders import at_the_same_time
from sqlalchemy import func, select

from enquete_app.accounts import attempts, service, totp
from enquete_app.accounts.models import Account, PasswordRequest, RecoveryCode, Role, SignInAttempts
from enquete_app.accounts.service import add_account
from enquete_app.accounts.signing_in import Given, sign_in
from enquete_app.keys import Keyring, UnknownKeyError

EMAIL = "jan@gemeente.example"
NOW = datetime(2025, 5, 15, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(service, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def jan(database, keyring):
    with database.transaction() as session:
        return member(session, keyring, EMAIL, Role.TEAM)


@pytest.fixture
def attempt(database, keyring, jan):
    """Try to sign in, so many seconds after `NOW`."""

    def attempt(code="", after=0, password=PASSWORD, email=EMAIL, keyring=keyring):
        with database.transaction() as session:
            now = NOW + timedelta(seconds=after)
            return sign_in(session, Given(email, password, code), keyring=keyring, now=now)

    return attempt


def code(after=0):
    return pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=after))


def test_a_code_works_once(attempt):
    assert attempt(code()).account.email == EMAIL
    assert attempt(code()).account is None
    assert attempt(code(), after=20).account is None
    assert attempt(code(30), after=30).account is not None


def test_a_code_of_a_step_before_the_last_used_one_does_not_work(attempt):
    assert attempt(code(30)).account is not None
    assert attempt(code()).account is None


def test_a_code_that_two_use_at_the_same_time_works_once(database, keyring, jan):
    given, came = Given(EMAIL, PASSWORD, code()), []
    at_the_same_time(
        database,
        lambda session: came.append(sign_in(session, given, keyring=keyring, now=NOW).account is not None),
    )

    assert sorted(came) == [False, True]


def test_the_secret_is_not_in_the_database_and_nor_are_the_codes(database, keyring, jan):
    with database.transaction() as session:
        codes = enrol(session, session.get_one(Account, jan.id), keyring)
    with database.reader() as session:
        kept = session.get_one(Account, jan.id)
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()

    assert SECRET.encode() not in kept.totp_secret
    assert len(codes) == len(set(codes)) == len(hashes) == 10
    assert all(len(each) == 14 and each.encode() not in b"".join(hashes) for each in codes)


def test_each_recovery_code_works_once_however_it_is_typed(attempt, database, keyring, jan):
    with database.transaction() as session:
        codes = enrol(session, session.get_one(Account, jan.id), keyring)

    assert attempt(codes[0]).account
    assert attempt(codes[0]).account is None
    assert attempt(codes[1].lower().replace("-", " ")).account
    assert attempt(codes[2].replace("-", "")).account
    with database.reader() as session:
        assert totp.recovery_codes_left(session, jan) == 7


def test_new_recovery_codes_put_the_old_ones_out_of_use(attempt, database, keyring, jan):
    with database.transaction() as session:
        old = enrol(session, session.get_one(Account, jan.id), keyring)
        new = totp.new_recovery_codes(session, jan, keyring)

    assert attempt(old[0]).account is None
    assert attempt(new[0]).account


def test_after_five_failures_one_waits_longer_each_time_and_a_success_ends_it(attempt):
    assert [attempt("000000").minutes for _ in range(5)] == [0] * 5
    assert attempt(code()).minutes == 1
    assert attempt(code(59), after=59).minutes == 1
    assert attempt("000000", after=61).minutes == 0
    assert attempt(code(), after=62).minutes == 2
    assert attempt(code(190), after=190).account
    assert attempt("000000", after=200).minutes == 0
    assert attempt(code(230), after=230).account


def test_who_has_no_account_waits_just_as_long(attempt, database):
    for _ in range(5):
        attempt(email="niemand@gemeente.example")

    assert attempt(email="NIEMAND@gemeente.example ").minutes == 1
    assert attempt(code()).account
    with database.reader() as session:
        assert b"niemand" not in b"".join(session.scalars(select(SignInAttempts.address_hash)))


def test_failures_on_one_account_do_not_keep_others_out(attempt, database, keyring):
    with database.transaction() as session:
        member(session, keyring, "els@gemeente.example", Role.TEAM)
    for _ in range(6):
        attempt("000000")

    assert attempt(code(), email="els@gemeente.example").account


def test_who_is_blocked_does_not_come_in_and_is_told_no_more_than_others(attempt, database, jan):
    with database.transaction() as session:
        session.get_one(Account, jan.id).blocked = True

    refused = attempt(code())
    assert (refused.account, refused.minutes) == (None, 0)


def test_a_password_hash_with_other_parameters_is_made_anew(attempt, database, jan, monkeypatch):
    monkeypatch.setattr(service, "_hasher", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert attempt(code()).account
    with database.reader() as session:
        assert "t=2" in session.get_one(Account, jan.id).password_hash

    assert attempt(code(30), after=30).account


def test_a_new_secret_key_leaves_codes_working_and_the_secret_moves_under_it(attempt, database, keyring, jan):
    with database.transaction() as session:
        codes = enrol(session, session.get_one(Account, jan.id), keyring)
    rotated = Keyring("a secret key from now on", (keyring.secret,))

    assert attempt(codes[0], keyring=rotated).account
    assert attempt(code(), keyring=rotated).account
    with database.reader() as session:
        assert session.get_one(Account, jan.id).totp_key_id == rotated.current_id
        assert totp.keys_in_use(session) == {rotated.current_id, keyring.current_id}


def test_an_old_key_that_is_missing_is_said(attempt):
    with pytest.raises(UnknownKeyError):
        attempt(code(), keyring=Keyring("another secret key"))


def test_an_account_has_several_roles_and_the_release_before_sees_one_of_them(database):
    with database.transaction() as session:
        account = add_account(session, "els@gemeente.example", Role.ADMIN, Role.TEAM)
    with database.reader() as session:
        kept = session.get_one(Account, account.id)

    assert (kept.roles, kept.role) == ({Role.TEAM, Role.ADMIN}, Role.TEAM)


def test_links_are_mailed_three_times_an_hour_and_asked_for_in_vain_for_others(database, keyring, jan):
    with database.transaction() as session:
        for email in [EMAIL.upper()] * 5 + ["niemand@gemeente.example"] * 5:
            attempts.ask_for_link(session, email, keyring, NOW)
    with database.reader() as session:
        assert session.scalar(select(func.count(PasswordRequest.id))) == 6
        assert [account.id for _, account in attempts.links_to_mail(session, NOW)] == [jan.id] * 3
        assert attempts.links_to_mail(session, NOW + timedelta(hours=2)) == []


def test_check_misses_the_key_of_a_second_step(make_app, jan):
    rotated = make_app(SECRET_KEY="another secret key, long enough for it")
    with rotated.app_context():
        said = rotated.test_cli_runner().invoke(args=["check"]).output

    assert "1 missing in ENQUETE_SECRET_KEY_FALLBACKS; second steps of staff need them" in said
