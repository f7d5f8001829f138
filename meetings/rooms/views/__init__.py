"""Pages about rooms: the editor in «Chuẩn bị», pairing of kiosks, the big screen."""
