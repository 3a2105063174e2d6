import io

import pytest

from enquete_app.register.files import open_register
from enquete_app.register.reading import read_register, read_rows
from enquete_app.register.recognising import recognise


@pytest.fixture
def read(tmp_path):
    """Read a CSV register with this content."""

    def read(content, *, postal=False, encoding="utf-8"):
        file = tmp_path / "register.csv"
        file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return list(read_register(file, postal=postal))

    return read


@pytest.fixture
def recognised():
    """Recognise a file and read all its rows."""

    def recognised(content, name="register.csv"):
        file = open_register(io.BytesIO(content), name)
        layout, findings = recognise(file, postal=False)
        return layout, findings, list(read_rows(file, layout))

    return recognised
