/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <input/unpack.h>

#define WINDOW_OF_GZIP (16 + MAX_WBITS) /* as zlib.h has it: gzip and nothing else */

int bp_unpack_open(struct bp_unpack *u, int fd)
{
	memset(u, 0, offsetof(struct bp_unpack, packed));
	u->fd = fd;
	u->z.next_in = u->packed;
	return inflateInit2(&u->z, WINDOW_OF_GZIP) == Z_OK ? 0 : -ENOMEM;
}

void bp_unpack_close(struct bp_unpack *u)
{
	inflateEnd(&u->z);
	close(u->fd);
}

u64 bp_unpack_done(const struct bp_unpack *u)
{
	return u->taken - u->z.avail_in;
}

/* Reads until there are so many packed bytes, or the file ends. */
static int fill(struct bp_unpack *u, unsigned want, const char **why)
{
	if (u->z.avail_in < want && !u->ended) {
		memmove(u->packed, u->z.next_in, u->z.avail_in);
		u->z.next_in = u->packed;
	}
	while (u->z.avail_in < want && !u->ended) {
		ssize_t got =
			read(u->fd, u->packed + u->z.avail_in, sizeof(u->packed) - u->z.avail_in);

		if (got < 0) {
			*why = strerror(errno);
			return -errno;
		}
		u->ended = got == 0;
		u->taken += (u64)got;
		u->z.avail_in += (unsigned)got;
	}
	return 0;
}

static bool is_gzip(const struct bp_unpack *u)
{
	return u->z.avail_in >= 2 && u->z.next_in[0] == 0x1f && u->z.next_in[1] == 0x8b;
}

static int read_plain(struct bp_unpack *u, char *bytes, unsigned room, const char **why)
{
	int error = fill(u, 1, why);
	unsigned n = bp_min(room, u->z.avail_in);

	if (error)
		return error;
	memcpy(bytes, u->z.next_in, n);
	u->z.next_in += n;
	u->z.avail_in -= n;
	return (int)n;
}

/* Between members.  Return: 1 when one begins, 0 at the end of the file, or negative errno. */
static int begin_member(struct bp_unpack *u, const char **why)
{
	int error = fill(u, 2, why);

	if (error)
		return error;
	if (!u->z.avail_in)
		return 0;
	if (!is_gzip(u)) {
		*why = "bytes that are not gzip follow the gzip data";
		return -EBADMSG;
	}
	inflateReset(&u->z);
	u->inside = true;
	return 1;
}

/* What came out before something went wrong is given first: the next call meets it again. */
static int inflate_some(struct bp_unpack *u, unsigned room, const char **why)
{
	int error = fill(u, 1, why);
	int result;

	if (error)
		return error;
	result = inflate(&u->z, Z_NO_FLUSH);
	u->inside = result != Z_STREAM_END;
	if (result == Z_OK || result == Z_STREAM_END || u->z.avail_out < room)
		return 0;
	*why = result == Z_BUF_ERROR ? "unexpected end of file" : u->z.msg ?: "cannot be unpacked";
	return -EINVAL;
}

static int read_gzip(struct bp_unpack *u, char *bytes, unsigned room, const char **why)
{
	u->z.next_out = (u8 *)bytes;
	u->z.avail_out = room;
	while (u->z.avail_out == room) {
		int rc = u->inside ? 1 : begin_member(u, why);

		if (rc <= 0)
			return rc;
		rc = inflate_some(u, room, why);
		if (rc)
			return rc;
	}
	return (int)(room - u->z.avail_out);
}

int bp_unpack_read(struct bp_unpack *u, char *bytes, unsigned room, const char **why)
{
	int error;

	if (u->form == BP_UNPACK_UNKNOWN) {
		error = fill(u, 2, why);
		if (error)
			return error;
		u->form = is_gzip(u) ? BP_UNPACK_GZIP : BP_UNPACK_PLAIN;
	}
	return u->form == BP_UNPACK_PLAIN ? read_plain(u, bytes, room, why)
					  : read_gzip(u, bytes, room, why);
}
