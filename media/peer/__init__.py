"""The way in and out: SDP, ICE, DTLS, SRTP and the socket. The only files that import aiortc."""
