/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/types.h>

#include "pci/tlp.h"

#define PAGE 4096u

const struct bp_tlp_sizes bp_tlp_default_sizes = { 256, 512, 64, 24 };

static u64 most_of(const struct bp_tlp_sizes *sizes, bool is_write)
{
	return is_write ? sizes->mps : sizes->mrrs;
}

unsigned bp_tlp_request(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes)
{
	u64 most = most_of(sizes, is_write);
	u64 to_page_end = PAGE - (address & (PAGE - 1));

	most = bp_min(most, to_page_end);
	return (unsigned)bp_min(bytes, most);
}

/*
 * A transfer is a part of a page, whole pages, and a part of a page:
 *
 *	|     aaaa|bbbbbbbbb|...|bbbbbbbbb|cc      |
 */
struct parts {
	u64 first;
	u64 pages;
	u64 last;
};

static struct parts parts_of(u64 address, u64 bytes)
{
	const u64 first = bp_min(bytes, (PAGE - address % PAGE) % PAGE);

	return (struct parts){ first, (bytes - first) / PAGE, (bytes - first) % PAGE };
}

static u64 pieces(u64 bytes, u64 most)
{
	return (bytes + most - 1) / most;
}

u64 bp_tlp_requests(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes)
{
	const struct parts parts = parts_of(address, bytes);
	const u64 most = most_of(sizes, is_write);

	return pieces(parts.first, most) + parts.pages * (PAGE / most) + pieces(parts.last, most);
}

u64 bp_tlp_within(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes, u64 most)
{
	const struct parts parts = parts_of(address, most);
	const u64 tlp = most_of(sizes, is_write);

	if (most >= bytes)
		return bytes;
	if (address % PAGE + most < PAGE)
		return most / tlp * tlp;
	return most - parts.last % tlp;
}

unsigned bp_tlp_completion(const struct bp_tlp_sizes *sizes, u64 address, unsigned bytes)
{
	u64 end = (address + sizes->mps) & ~(u64)(sizes->rcb - 1);

	return bytes <= sizes->mps ? bytes : (unsigned)(end - address);
}

/* Of one request: the first ends where completions may, the others are as long as they may be. */
static u64 completions_of(const struct bp_tlp_sizes *sizes, u64 address, u64 bytes)
{
	const unsigned first = bp_tlp_completion(sizes, address, (unsigned)bytes);

	return 1 + pieces(bytes - first, sizes->mps);
}

/* Of a part of a page, in which all requests but the last are as long as they may be. */
static u64 completions_in(const struct bp_tlp_sizes *sizes, u64 address, u64 bytes)
{
	const u64 most = sizes->mrrs, rest = bytes % most;
	const u64 whole = bytes / most ? bytes / most * completions_of(sizes, address, most) : 0;

	return whole + (rest ? completions_of(sizes, address + bytes - rest, rest) : 0);
}

u64 bp_tlp_completions(const struct bp_tlp_sizes *sizes, u64 address, u64 bytes)
{
	const struct parts parts = parts_of(address, bytes);

	if (!bytes)
		return 1;
	return completions_in(sizes, address, parts.first) +
	       parts.pages * completions_in(sizes, 0, PAGE) + completions_in(sizes, 0, parts.last);
}

u64 bp_tlp_wire(const struct bp_tlp_sizes *sizes, enum bp_tlp_kind kind, u64 tlps, u64 bytes)
{
	return tlps * sizes->overhead + (kind == BP_TLP_READ ? 0 : bytes);
}
