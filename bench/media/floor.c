/* The least that any server of encrypted media must do: protect a packet for each subscriber and send it. No rewrite, no
   slots, no ring. Built by floor.py. */
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

typedef int (*crypt_function)(void *session, void *packet, int *length);

int floor_send(int fd, crypt_function protect, void **sessions, const struct sockaddr_in *addresses, int count,
               const uint8_t *packet, int length) {
    uint8_t out[1600];
    int sent = 0;
    for (int index = 0; index < count; index++) {
        int size = length;
        memcpy(out, packet, (size_t)length);
        if (protect(sessions[index], out, &size) != 0) continue;
        sent += sendto(fd, out, (size_t)size, MSG_DONTWAIT, (const struct sockaddr *)&addresses[index],
                       sizeof addresses[index]) == size;
    }
    return sent;
}
