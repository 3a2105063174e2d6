import pytest

from enquete_app.register.reading import read_register


@pytest.fixture
def read(tmp_path):
    """Read a CSV register with this content."""

    def read(content, *, postal=False, encoding="utf-8"):
        file = tmp_path / "register.csv"
        file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return list(read_register(file, postal=postal))

    return read
