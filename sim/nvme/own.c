/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/own.h"

/* By first and last byte: nothing can wrap, not even at the end of all addresses. */
struct range {
	u64 first;
	u64 last;
};

static struct range to_range(const struct bp_nvme_window *window)
{
	return (struct range){ window->base, window->base + (window->bytes - 1) };
}

static bool touches(const struct bp_nvme_window *window, struct range range)
{
	const struct range own = to_range(window);

	return window->bytes && range.first <= own.last && own.first <= range.last;
}

static bool holds(const struct bp_nvme_window *window, struct range range)
{
	const struct range own = to_range(window);

	return window->bytes && own.first <= range.first && range.last <= own.last;
}

/* Every byte counts, not only the first (SV-2). */
static bool touches_registers(const struct bp_nvme_own *own, struct range range)
{
	const bool shared = own->cmb_bar.bytes && own->cmb_bar.base == own->bar0.base;
	const struct bp_nvme_window cmb = {
		.base = own->bar0.base + own->cmb_offset,
		.bytes = shared ? own->cmb_bytes : 0,
	};

	return touches(&own->bar0, range) && !holds(&cmb, range);
}

enum bp_nvme_where bp_nvme_own_find(const struct bp_nvme_own *own, u64 address, u64 bytes)
{
	const struct range range = { address, address + (bytes - 1) };

	if (range.last < range.first)
		return BP_NVME_AT_NOTHING;
	if (holds(&own->cmb, range))
		return BP_NVME_AT_CMB;
	if (touches_registers(own, range))
		return BP_NVME_AT_REGISTERS;
	if (touches(&own->cmb, range) || touches(&own->cmb_bar, range))
		return BP_NVME_AT_NOTHING;
	return BP_NVME_AT_OTHERS;
}
