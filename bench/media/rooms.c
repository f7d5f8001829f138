/* The same packet from many rooms at once: protected with each room's own session, sent from its own socket. Built by rooms.py. */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

typedef int (*crypt_function)(void *session, void *packet, int *length);

int rooms_send(const int *sockets, crypt_function protect, void **sessions, int count, const uint8_t *packet, int length) {
    uint8_t out[1600];
    int sent = 0;
    for (int index = 0; index < count; index++) {
        int size = length;
        memcpy(out, packet, (size_t)length);
        if (protect(sessions[index], out, &size) != 0) continue;
        sent += send(sockets[index], out, (size_t)size, MSG_DONTWAIT) == size;
    }
    return sent;
}
