"""What is said of the sending domain's DNS records, asked of a real name server on this machine."""

import time
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from dns_server import REFUSED, SERVFAIL, SILENT, TRUNCATED, DnsServer

from enquete_app.operate.dns_records import Sending, findings


def key(bits, form=PublicFormat.SubjectPublicKeyInfo):
    der = generate_private_key(65537, bits).public_key().public_bytes(Encoding.DER, form)
    return b64encode(der).decode()


KEY = key(2048)
DKIM = "s1._domainkey.gemeente.nl TXT"
GOOD = {
    "gemeente.nl MX": ["10 mail.gemeente.nl."],
    "gemeente.nl TXT": ['"verification=of-somebody"', '"v=spf1 a:mail.gemeente.nl -all"'],
    DKIM: [f'"v=DKIM1; k=rsa; " "p={KEY[:200]}" "{KEY[200:]}"'],
    "_dmarc.gemeente.nl TXT": ['"v=DMARC1; p=reject; rua=mailto:dmarc@gemeente.nl"'],
}


@pytest.fixture
def dns():
    with DnsServer(dict(GOOD)) as server:
        yield server


@pytest.fixture
def found(dns):
    """What is found, by its name; what is a fault begins with "fault: "."""

    def found(name=None, *, author="gemeente.nl", envelope="gemeente.nl", selector="s1", seconds=5):
        sending = Sending(author=author, envelope=envelope, selector=selector, server="mail.gemeente.nl")
        said = {
            each.name: ("fault: " if each.is_fault else "") + each.said
            for each in findings(sending, dns.resolver(), seconds=seconds)
        }
        return said[name] if name else said

    return found


def test_good_records_are_ok(found):
    assert found() == dict.fromkeys(["MX", "SPF", "DKIM", "DMARC", "alignment"], "ok")


def test_where_there_is_nothing_it_is_said_what_to_publish(dns, found):
    dns.records.clear()

    said = found()

    assert said.pop("alignment") == "ok"
    assert all(each.startswith("fault: ") for each in said.values())
    assert 'publish: gemeente.nl. TXT "v=spf1 a:mail.gemeente.nl -all"' in said["SPF"]
    assert 'publish: s1._domainkey.gemeente.nl. TXT "v=DKIM1; p=' in said["DKIM"]
    assert 'publish: _dmarc.gemeente.nl. TXT "v=DMARC1; p=none' in said["DMARC"]
    assert "publish: gemeente.nl. MX" in said["MX"]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (["v=spf1 -all"], "ok"),
        (["v=spf1 mx/24 ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.a.nl ~all"], "ok"),
        (["V=SPF1 MX -ALL"], "ok"),
        (['v=spf1 a:mail.geme" "ente.nl -all'], "ok"),
        (["v=spf10 +all", "v=spf1 -all", "spf2.0/pra +all"], "ok"),
        (["v=spf1 redirect=%{d}.a.nl"], "ok"),
        (["v=spf1 mx +all"], "fault: gemeente.nl lets everybody send in its name; replace +all by -all"),
        (["v=spf1 ALL -all"], "fault: gemeente.nl lets everybody send in its name; replace all by -all"),
        (["v=spf1 mx ?all"], "ok, but gemeente.nl ends with ?all"),
        (["v=spf1 mx"], "ok, but gemeente.nl says nothing of other servers"),
        (["v=spf1"], "ok, but gemeente.nl says nothing of other servers"),
        (["v=spf1 mx -all", "V=spf1 a -all"], "fault: gemeente.nl has 2 records, so none counts"),
        (["v=spf1 ipv4:192.0.2.1 -all"], "fault: gemeente.nl has a term that is none, 'ipv4:192.0.2.1'"),
        (["v=spf1 include: -all"], "fault: gemeente.nl has a term that is none, 'include:'"),
        ([r"v=spf1 a:\027[2J -all"], r"fault: gemeente.nl has a term that is none, 'a:\x1b[2j'"),
        ([r"v=spf1 a:\195\169.nl -all"], r"fault: gemeente.nl has a term that is none, 'a:\xe9.nl'"),
        ([r"v=spf1 a:\255.nl -all"], "fault: gemeente.nl has a term that is none"),
        (["spf1 -all"], "fault: gemeente.nl has no record"),
    ],
)
def test_spf(dns, found, records, said):
    dns.records["gemeente.nl TXT"] = [f'"{each}"' for each in records]

    assert found("SPF").startswith(said)
    assert found("SPF").isprintable()


def test_spf_is_followed_where_it_redirects(dns, found):
    dns.records["gemeente.nl TXT"] = ['"v=spf1 redirect=_spf.ict.nl"']
    assert "_spf.ict.nl has no record" in found("SPF")

    dns.records["_spf.ict.nl TXT"] = ['"v=spf1 a +all"']
    assert found("SPF").startswith("fault: _spf.ict.nl lets everybody")

    dns.records["_spf.ict.nl TXT"] = ['"v=spf1 redirect=gemeente.nl"']
    assert "redirects without end" in found("SPF")


@pytest.mark.parametrize(
    ("strings", "said"),
    [
        ([f"p={KEY[:200]}", KEY[200:]], "ok"),
        ([f"v=DKIM1;p= {KEY[:100]} ", f" {KEY[100:300]}", f"{KEY[300:]} ;"], "ok"),
        (["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="], "ok"),
        (["v=DKIM1; p=", key(1024)], "ok, but the key has 1024 bits"),
        (["v=DKIM1; p=", key(1024, PublicFormat.PKCS1)], "ok, but the key has 1024 bits"),
        (["v=DKIM1; p=", KEY[:250]], "fault: s1._domainkey.gemeente.nl holds a key that cannot be read"),
        (["v=DKIM1; p=", "een sleutel"], "fault: s1._domainkey.gemeente.nl holds a key that cannot be read"),
        (["v=DKIM1; p="], "fault: s1._domainkey.gemeente.nl says that its key is withdrawn"),
        (["v=DKIM1; p=;"], "fault: s1._domainkey.gemeente.nl says that its key is withdrawn"),
        (["v=DKIM1"], "fault: s1._domainkey.gemeente.nl holds no key"),
        (["v=DKIM2; p=", KEY[:200], KEY[200:]], "fault: s1._domainkey.gemeente.nl holds no key"),
        (["v=spf1 -all"], "fault: s1._domainkey.gemeente.nl holds no key"),
    ],
)
def test_dkim(dns, found, strings, said):
    dns.records[DKIM] = [" ".join(f'"{each}"' for each in strings)]

    assert found("DKIM").startswith(said)


def test_keys_too_short_to_count_are_told(dns, found):
    # Libraries make none any more.
    short = RSAPublicNumbers(65537, (1 << 511) + 12345).public_key()
    der = short.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    dns.records[DKIM] = [f'"p={b64encode(der).decode()}"']

    assert "holds a key of 512 bits, which counts for nothing" in found("DKIM")


def test_a_key_may_stand_elsewhere_and_long_keys_are_read(dns, found):
    del dns.records[DKIM]
    dns.records["s1._domainkey.gemeente.nl CNAME"] = ["gemeente-nl.dkim.post.nl."]
    long_key = key(4096)
    strings = " ".join(f'"{long_key[at : at + 250]}"' for at in range(0, len(long_key), 250))
    dns.records["gemeente-nl.dkim.post.nl TXT"] = [f'"p=" {strings}']
    dns.at["s1._domainkey.gemeente.nl"] = TRUNCATED

    assert found("DKIM") == "ok"

    del dns.records["gemeente-nl.dkim.post.nl TXT"]
    assert found("DKIM").startswith("fault: s1._domainkey.gemeente.nl has no record")


def test_two_keys_under_one_name_are_a_fault(dns, found):
    dns.records[DKIM] = [*GOOD[DKIM], '"p=x"']

    assert found("DKIM").startswith("fault: s1._domainkey.gemeente.nl has 2 records")


def test_without_a_selector_it_is_said_where_to_find_it(found):
    said = found("DKIM", selector="")
    assert said.startswith("not looked up; set ENQUETE_DKIM_SELECTOR to what stands after s=")


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (["v=DMARC1; p=quarantine"], "ok"),
        (["v=DMARC1;p=REJECT;"], "ok"),
        (["v = DMARC1 ; p = reject", "iets anders"], "ok"),
        (["v=DMARC1; p=none"], "ok, but weak: with p=none at _dmarc.gemeente.nl"),
        (["v=DMARC1; p=reject; t=y"], "ok, but weak: with t=y"),
        (["v=DMARC1; p=streng"], "fault: _dmarc.gemeente.nl names no policy"),
        (["v=DMARC1; rua=mailto:a@b.nl"], "fault: _dmarc.gemeente.nl names no policy"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "fault: _dmarc.gemeente.nl has 2 records"),
        (["v=dmarc1; p=reject"], "fault: gemeente.nl has no record"),
        (["p=reject; v=DMARC1"], "fault: gemeente.nl has no record"),
    ],
)
def test_dmarc(dns, found, records, said):
    dns.records["_dmarc.gemeente.nl TXT"] = [f'"{each}"' for each in records]

    assert found("DMARC").startswith(said)


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("v=DMARC1; p=reject", "ok"),
        ("v=DMARC1; p=reject; sp=none", "ok, but weak: with p=none at _dmarc.gemeente.nl"),
        ("v=DMARC1; p=none; sp=reject", "ok"),
    ],
)
def test_the_organisations_dmarc_record_holds_for_names_below(dns, found, above, said):
    dns.records["_dmarc.gemeente.nl TXT"] = [f'"{above}"']

    assert found("DMARC", author="enquete.dienst.gemeente.nl").startswith(said)


def test_a_long_name_is_not_walked_up_label_by_label(dns, found):
    author = ".".join([*"abcdefghij", "gemeente.nl"])

    assert found("DMARC", author=author) == "ok"
    assert sum(each.startswith("_dmarc.") for each in dns.asked) == 8


@pytest.mark.parametrize(
    ("author", "envelope", "record", "selector", "said"),
    [
        ("gemeente.nl", "bounces.gemeente.nl", "p=reject", "", "ok"),
        ("mail.gemeente.nl", "gemeente.nl", "p=reject", "", "ok"),
        ("gemeente.nl", "bounces.gemeente.nl", "p=reject; aspf=s", "", "fault: bounces.gemeente.nl is not"),
        ("gemeente.nl", "post.nl", "p=reject", "", "fault: post.nl is not aligned with gemeente.nl"),
        ("gemeente.nl", "post.nl", "p=reject", "s1", "ok, but post.nl is not aligned with gemeente.nl"),
        ("a.gemeente.nl", "b.gemeente.nl", "p=reject; psd=y", "", "fault: b.gemeente.nl is not aligned"),
        ("x.a.gemeente.nl", "y.a.gemeente.nl", "p=reject; psd=y", "", "ok"),
        ("andere.nl", "post.nl", "p=reject", "", "fault: not known without a DMARC record of andere.nl"),
    ],
)
def test_alignment(dns, found, author, envelope, record, selector, said):
    dns.records["_dmarc.gemeente.nl TXT"] = [f'"v=DMARC1; {record}"']

    assert found("alignment", author=author, envelope=envelope, selector=selector).startswith(said)


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"gemeente.nl MX": ["10 a.nl.", "20 b.nl."]}, "ok"),
        ({"gemeente.nl A": ["192.0.2.1"]}, "ok"),
        ({"gemeente.nl AAAA": ["2001:db8::1"]}, "ok"),
        ({"gemeente.nl TXT": ['"x"']}, "fault: mails cannot come back to gemeente.nl"),
        ({}, "fault: mails cannot come back to gemeente.nl"),
        ({"gemeente.nl MX": ["0 ."]}, "fault: gemeente.nl says that it takes no mail"),
    ],
)
def test_what_cannot_be_delivered_has_to_be_able_to_come_back(dns, found, records, said):
    dns.records = records

    assert found("MX").startswith(said)


@pytest.mark.parametrize(
    "domain", ["gemeente.example", "post.test", "x.invalid", "localhost", "example.com", "a.example.org"]
)
def test_names_that_nobody_can_have_are_not_looked_up(dns, found, domain):
    said = found(author=domain, envelope=domain)

    assert not dns.asked
    assert said.pop("alignment") == "ok"
    assert all(f"{domain} is a name for examples and tests" in each for each in said.values())
    assert all(each.startswith("fault: ") for each in said.values())


@pytest.mark.parametrize(("code", "said"), [(SERVFAIL, "SERVFAIL"), (REFUSED, "REFUSED")])
def test_a_name_that_dns_fails_at_does_not_keep_the_others_from_being_looked_up(dns, found, code, said):
    dns.at["_dmarc.gemeente.nl"] = code

    told = found()

    assert told.pop("DMARC") == f"fault: TXT of _dmarc.gemeente.nl is not known; DNS says {said}"
    assert set(told.values()) == {"ok"}


def test_a_silent_name_server_is_not_waited_for_longer_than_once(dns, found):
    dns.at["*"] = SILENT
    began = time.monotonic()

    told = found(seconds=0.5)

    assert time.monotonic() - began < 2
    assert told.pop("alignment") == "ok"
    assert all("DNS did not answer in time" in each for each in told.values())
    assert all(each.startswith("fault: ") for each in told.values())


def test_a_name_server_out_of_reach_is_told(found, dns):
    resolver = dns.resolver()
    resolver.port = 1
    sending = Sending(author="gemeente.nl", envelope="gemeente.nl", selector="s1", server="mail")

    told = [each.said for each in findings(sending, resolver, seconds=0.5) if each.name != "alignment"]

    assert all("is not known; DNS " in each for each in told)


@pytest.mark.parametrize("selector", ["a" * 64, "a..b", "é" * 70, "s1\\", "\ud800"])
def test_a_selector_that_can_be_no_name_is_told(found, selector):
    assert found("DKIM", selector=selector).startswith("fault: ")
