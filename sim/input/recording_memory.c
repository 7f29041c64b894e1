/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a recorded case: iovecs of contiguous runs of physical memory.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include <input/recording_parts.h>

#define ADDRESS_MAX ((u64)1 << 52) /* of any machine */
#define PAGE_BYTES 4096u	   /* the smallest page; larger ones are multiples */

static int complain(const struct bp_recording_place *at, size_t iovec, size_t range,
		    const char *text)
{
	return bp_error_set(at->err, at->path, at->line, "iov", "iovec %zu, range %zu: %s", iovec,
			    range, text);
}

static bool read_pair(const json_t *pair, u64 *addr, u64 *len)
{
	const json_t *first = json_array_get(pair, 0), *second = json_array_get(pair, 1);

	if (json_array_size(pair) != 2 || !json_is_integer(first) || !json_is_integer(second))
		return false;
	*addr = (u64)json_integer_value(first);
	*len = (u64)json_integer_value(second);
	return true;
}

/* Why a range cannot follow the one before it in its iovec, or cannot be; NULL when it can. */
static const char *fault(const struct bp_range *before, u64 addr, u64 len)
{
	if (addr >= ADDRESS_MAX || !len || len > BP_RECORDED_BYTES_MAX)
		return "allowed: an address below 2^52 and 1 to 2147479552 bytes";
	if (before && (addr % PAGE_BYTES || (before->addr + before->len) % PAGE_BYTES))
		return "inside an iovec memory goes on at the start of another page";
	return NULL;
}

static int read_iovec(const struct bp_recording_place *at, struct bp_recording *r,
		      const json_t *list, size_t number)
{
	struct bp_recorded_iovec iovec = { .first = r->nr_ranges };
	const json_t *pair;
	size_t i;

	if (!json_is_array(list))
		return bp_error_set(at->err, at->path, at->line, "iov",
				    "iovec %zu must be a list of ranges [address, bytes]", number);
	json_array_foreach (list, i, pair) {
		const struct bp_range *before = i ? &r->ranges[r->nr_ranges - 1] : NULL;
		const char *text;
		u64 addr, len;

		if (!read_pair(pair, &addr, &len))
			return complain(at, number, i, "must be [address, bytes]");
		text = fault(before, addr, len);
		if (text)
			return complain(at, number, i, text);
		r->ranges[r->nr_ranges++] = (struct bp_range){ .addr = addr, .len = (u32)len };
	}
	iovec.nr = r->nr_ranges - iovec.first;
	if (iovec.nr)
		r->iov[r->nr_iov++] = iovec;
	return 0;
}

/* Room for all of them; 0, or negative errno when they are too many. */
static int make_room(const struct bp_recording_place *at, struct bp_recording *r, const json_t *iov)
{
	size_t ranges = 0, i;
	const json_t *list;

	json_array_foreach (iov, i, list)
		ranges += json_array_size(list);
	if (json_array_size(iov) > BP_RECORDED_IOVECS_MAX || ranges > BP_RECORDED_RANGES_MAX)
		return bp_error_set(at->err, at->path, at->line, "iov",
				    "%zu iovecs with %zu ranges; allowed: %u with %u",
				    json_array_size(iov), ranges, BP_RECORDED_IOVECS_MAX,
				    BP_RECORDED_RANGES_MAX);
	r->iov = calloc(json_array_size(iov) + 1, sizeof(*r->iov));
	r->ranges = calloc(ranges + 1, sizeof(*r->ranges));
	return r->iov && r->ranges ? 0 : -ENOMEM;
}

static int check_sum(const struct bp_recording_place *at, const struct bp_recording *r)
{
	u64 sum = 0;

	for (unsigned i = 0; i < r->nr_ranges; i++)
		sum += r->ranges[i].len;
	if (sum != r->bytes)
		return bp_error_set(at->err, at->path, at->line, "iov",
				    "the ranges have %" PRIu64 " bytes together, the case %u", sum,
				    r->bytes);
	if (r->fixed && r->nr_iov != 1)
		return bp_error_set(at->err, at->path, at->line, "iov",
				    "%u iovecs; a registered buffer (path fixed) is one",
				    r->nr_iov);
	return 0;
}

int bp_recorded_memory_read(const struct bp_recording_place *at, struct bp_recording *r)
{
	const json_t *iov = json_object_get(r->json, "iov");
	const json_t *list;
	size_t i;
	int error;

	if (!json_is_array(iov))
		return bp_error_set(at->err, at->path, at->line, "iov",
				    iov ? "must be a list of iovecs" : "the field is missing");
	error = make_room(at, r, iov);
	json_array_foreach (iov, i, list) {
		if (error)
			break;
		error = read_iovec(at, r, list, i);
	}
	return error ? error : check_sum(at, r);
}
