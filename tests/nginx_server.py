"""The nginx of this machine, with the configuration that operators are given."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from threading import Thread
from types import TracebackType
from typing import Self

from certificates import self_signed
from smtp_server import free_port

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "deploy" / "nginx.conf"
START_SECONDS = 10
_AROUND = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/enquete.conf;
}}
"""


def program() -> str | None:
    """Where nginx is, if it is on this machine."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


class NginxServer:
    """Serves on ports of this machine, by the name localhost.

    Args:
        folder: where its files go; its certificate is `cert.pem` there.
        behind: the socket of the program behind it.
    """

    def __init__(self, folder: Path, behind: Path) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self._write(behind)

    def __enter__(self) -> Self:
        command = [
            str(program()),
            "-e",
            str(self.folder / "error.log"),
            "-c",
            str(self.folder / "nginx.conf"),
        ]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "[warn]" not in tried.stderr
        self._process = subprocess.Popen(command)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with socket.socket() as tries:
                if not tries.connect_ex(("127.0.0.1", self.port)):
                    return self
            time.sleep(0.02)
        raise AssertionError((self.folder / "error.log").read_text("utf-8"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(10)

    def logs(self) -> dict[str, str]:
        """All that it has noted, by file; it must have ended, or be idle."""
        return {file.name: file.read_text("utf-8") for file in self.folder.glob("*.log")}

    def shakes_hands(self, version: ssl.TLSVersion, name: str = "localhost") -> bool:
        """Whether it takes a connection in one version of TLS, for a name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        # Else this side would already refuse old versions.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with (
                socket.create_connection(("127.0.0.1", self.port)) as connection,
                context.wrap_socket(connection, server_hostname=name),
            ):
                return True
        except (ssl.SSLError, ConnectionError):
            return False

    def _write(self, behind: Path) -> None:
        certificate, key = self_signed(self.folder)
        changes = {
            r"\n *listen \[::\]:.*": "",
            r"listen 80\b": f"listen 127.0.0.1:{self.plain_port}",
            r"listen 443\b": f"listen 127.0.0.1:{self.port}",
            r"https://enquete\.gemeente\.example": f"https://localhost:{self.port}",
            r"server_name enquete\.gemeente\.example": "server_name localhost",
            r"ssl_certificate /\S+;": f"ssl_certificate {certificate};",
            r"ssl_certificate_key /\S+;": f"ssl_certificate_key {key};",
            r"/var/log/nginx": str(self.folder),
            r"unix:/run/enquete/web\.sock": f"unix:{behind}",
        }
        text = EXAMPLE.read_text("utf-8")
        for pattern, new in changes.items():
            text, times = re.subn(pattern, new, text)
            assert times, f"no {pattern} in the example"
        (self.folder / "enquete.conf").write_text(text, "utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(_AROUND.format(folder=self.folder, user=user), "utf-8")


class Echo:
    """A program on a socket that answers with what it was sent: path, headers, how long the content was."""

    def __init__(self, address: Path) -> None:
        self._address = address

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._server = stack.enter_context(ThreadingUnixStreamServer(str(self._address), _Echoing))
            Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._stack.close()


class _Echoing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        told = json.dumps({"path": self.path, "length": length, **self.headers}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET  # noqa: N815 - as the library calls it

    def address_string(self) -> str:
        return "a socket"

    def log_message(self, *_: object) -> None:
        """Say nothing."""
