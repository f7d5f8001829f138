"""Names and addresses under which this machine is reached."""

import ipaddress
import re
import socket

import ifaddr

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def local_addresses() -> list[IPAddress]:
    """Every address of this machine's interfaces, loopback too, without link-local IPv6."""
    found: set[IPAddress] = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")}
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            address = ipaddress.ip_address(entry.ip if isinstance(entry.ip, str) else entry.ip[0])
            if not (address.version == 6 and address.is_link_local):
                found.add(address)
    return sorted(found, key=lambda address: (address.version, int(address)))


def local_names() -> list[str]:
    """``localhost``, this machine's name, and the name it has by multicast DNS."""
    name = socket.gethostname().lower()
    names = ["localhost"]
    if is_name(name):
        names.append(name)
        if "." not in name:
            names.append(f"{name}.local")
    return names


def is_name(text: str) -> bool:
    """True for a plain ASCII host name."""
    return len(text) <= 253 and _NAME.fullmatch(text.lower()) is not None


def as_address(text: str) -> IPAddress | None:
    """The address ``text`` spells, or None for a name."""
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def best_host(hosts: tuple[str, ...]) -> str:
    """What to print for tablets: the first public name given, else the address of the way out, else loopback."""
    if hosts:
        return hosts[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing: it only asks the routing table. Address of RFC 5737.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            pass
    others = [str(address) for address in local_addresses() if address.version == 4 and not address.is_loopback]
    return others[0] if others else "127.0.0.1"


def in_url(host: str) -> str:
    """``host`` as it stands in a URL: IPv6 addresses in brackets."""
    address = as_address(host)
    return f"[{address}]" if address is not None and address.version == 6 else host
