"""What the terminal shows when everything runs: addresses, QR code, demo accounts, how to trust the authority."""

import io

import segno

from deploy.embedded.addresses import best_host, in_url
from deploy.embedded.certificates import Files, fingerprint
from deploy.embedded.ready import demo_accounts
from deploy.embedded.settings import Embedded

LINE = "─" * 78


def urls(embedded: Embedded) -> dict[str, str]:
    """``url`` for this machine, ``lan_url`` for others, ``http_url`` of the page that hands out the authority."""
    host = in_url(best_host(embedded.hosts))
    return {
        "url": f"https://localhost:{embedded.https_port}/",
        "lan_url": f"https://{host}:{embedded.https_port}/",
        "http_url": f"http://{host}:{embedded.http_port}/thiet-bi/",
    }


def text(embedded: Embedded, files: Files) -> str:
    """The whole greeting."""
    where = urls(embedded)
    parts = [
        "",
        LINE,
        "  Nghị Sự đã sẵn sàng / Nghi Su is ready",
        LINE,
        f"  Trên máy này                 {where['url']}",
        f"  Từ máy khác cùng mạng        {where['lan_url']}",
        f"  Cài chứng thư cho thiết bị   {where['http_url']}   (quét mã dưới đây)",
        f"  Màn hình phòng họp           {where['lan_url']}man-hinh/",
        "",
        _qr(where["http_url"]),
        "  Tin cậy chứng thư nội bộ (mỗi thiết bị một lần): mở địa chỉ trên, tải ca.pem và cài đặt.",
        f"  Tệp: {files.ca}",
        f"  Dấu vân tay SHA-256: {fingerprint(files.ca)}",
        *_accounts(embedded),
        "",
        "  Dừng: Ctrl-C. Nhật ký: " + str(embedded.home / "log" / "nghisu.log"),
        LINE,
        "",
    ]
    return "\n".join(parts)


def _qr(address: str) -> str:
    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out=out, border=2, compact=True)
    return out.getvalue()


def _accounts(embedded: Embedded) -> list[str]:
    accounts = demo_accounts(embedded.home)
    if not accounts:
        return []
    rows = ["", "  Tài khoản dùng thử (tên đăng nhập / mật khẩu / vai trò):"]
    for account in accounts:
        rows.append(
            f"    {account.get('username', ''):<18} {account.get('password', ''):<28} "
            f"{account.get('name', '')}{_role(account)}"
        )
    return rows


def _role(account: dict[str, str]) -> str:
    role = account.get("role", "")
    return f" - {role}" if role else ""
