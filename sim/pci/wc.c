/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pci/transfer.h"

#define LINE 64u
#define FULL (~(u64)0)

/* Bit n of @valid: byte n was stored. */
struct line {
	TAILQ_ENTRY(line) link;
	phys_addr_t phys;
	u64 valid;
	u8 bytes[LINE];
};

struct bp_wc {
	LIST_ENTRY(bp_wc) link;
	struct bp_fabric *fabric;
	phys_addr_t phys;
	u64 bytes;
	TAILQ_HEAD(lines, line) lines; /* the oldest first */
};

struct bp_wc *bp_wc_map(struct bp_fabric *fabric, phys_addr_t phys, u64 bytes)
{
	struct bp_wc *wc = calloc(1, sizeof(*wc));

	if (!wc)
		return NULL;
	wc->fabric = fabric;
	wc->phys = phys;
	wc->bytes = bytes;
	TAILQ_INIT(&wc->lines);
	LIST_INSERT_HEAD(&fabric->combining, wc, link);
	return wc;
}

/* One store for each run of bytes. */
static void send(struct bp_fabric *fabric, struct line *line)
{
	for (unsigned at = 0, end; at < LINE; at = end) {
		bool is_run = line->valid >> at & 1;

		for (end = at + 1; end < LINE && (line->valid >> end & 1) == is_run; end++)
			continue;
		if (is_run)
			bp_fabric_cpu_access(fabric, true, bp_phys_addr(line->phys.phys + at),
					     line->bytes + at, end - at);
	}
}

static void flush_line(struct bp_wc *wc, struct line *line)
{
	TAILQ_REMOVE(&wc->lines, line, link);
	send(wc->fabric, line);
	free(line);
}

static void flush(struct bp_wc *wc)
{
	while (!TAILQ_EMPTY(&wc->lines))
		flush_line(wc, TAILQ_FIRST(&wc->lines));
}

void bp_wc_unmap(struct bp_wc *wc)
{
	flush(wc);
	LIST_REMOVE(wc, link);
	free(wc);
}

void bp_wc_barrier(struct bp_fabric *fabric)
{
	struct bp_wc *wc;

	LIST_FOREACH (wc, &fabric->combining, link)
		flush(wc);
}

static struct line *line_get(struct bp_wc *wc, phys_addr_t phys)
{
	struct line *line;

	TAILQ_FOREACH (line, &wc->lines, link)
		if (line->phys.phys == phys.phys)
			return line;
	line = calloc(1, sizeof(*line));
	if (!line)
		return NULL;
	line->phys = phys;
	TAILQ_INSERT_TAIL(&wc->lines, line, link);
	return line;
}

static int store_in_line(struct bp_wc *wc, phys_addr_t phys, const u8 *data, unsigned bytes)
{
	struct line *line = line_get(wc, bp_phys_addr(phys.phys & ~(u64)(LINE - 1)));
	unsigned at = (unsigned)(phys.phys % LINE);

	if (!line)
		return -ENOMEM;
	memcpy(line->bytes + at, data, bytes);
	line->valid |= FULL >> (LINE - bytes) << at;
	if (line->valid == FULL)
		flush_line(wc, line);
	return 0;
}

static bool leaves(const struct bp_wc *wc, u64 offset, u64 bytes)
{
	return offset > wc->bytes || bytes > wc->bytes - offset;
}

int bp_wc_store(struct bp_wc *wc, u64 offset, const void *data, u64 bytes)
{
	u64 phys = wc->phys.phys + offset;

	if (leaves(wc, offset, bytes))
		return -EFAULT;
	for (u64 done = 0, part; done < bytes; done += part) {
		int error;

		part = bp_min(bytes - done, LINE - (phys + done) % LINE);
		error = store_in_line(wc, bp_phys_addr(phys + done), (const u8 *)data + done,
				      (unsigned)part);
		if (error)
			return error;
	}
	return 0;
}

enum bp_outcome bp_wc_load(struct bp_wc *wc, u64 offset, void *data, u64 bytes)
{
	if (leaves(wc, offset, bytes))
		return BP_OUTCOME_MODEL_ERROR;
	flush(wc);
	return bp_fabric_cpu_access(wc->fabric, false, bp_phys_addr(wc->phys.phys + offset), data,
				    bytes);
}

u64 bp_wc_waiting(const struct bp_wc *wc)
{
	const struct line *line;
	u64 bytes = 0;

	TAILQ_FOREACH (line, &wc->lines, link)
		bytes += (u64)__builtin_popcountll(line->valid);
	return bytes;
}
