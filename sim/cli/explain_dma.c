/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device gets for the memory of each request, as tables for people.
 */
#include "cli/teller.h"

/* Whose memory a bus address is. */
static void name_peer(const struct bp_teller *t, u64 addr, char *memory)
{
	const struct bp_world_peers *peers = &t->x->device->peers;

	for (unsigned i = 0; i < peers->given.n; i++)
		if (addr - peers->given.at[i].range.addr < peers->given.at[i].range.len)
			bp_pci_name(peers->given.at[i].provider, memory);
}

static void tell_row(const struct bp_teller *t, const struct bp_mapped *entry)
{
	char memory[24] = "-";

	name_peer(t, entry->kind == BP_ADDRESS_GIVEN ? entry->addr.dma : ~0ull, memory);
	if (entry->kind != BP_ADDRESS_GIVEN)
		snprintf(memory, sizeof(memory), "0x%llx", (ull)entry->phys.phys);
	fprintf(t->out, "    0x%-16llx  %-15s  %10u  %7u  %-7s  %s (%s)\n", (ull)entry->addr.dma,
		memory, entry->len, entry->entries, bp_address_name(entry->kind),
		bp_mapping_words(entry->reason), bp_mapping_rule(entry->reason));
}

/* What a dma-direct request holds is told by its list alone. */
static struct bp_mapped row_at(const struct bp_teller *t, const struct bp_told_request *rq,
			       unsigned i)
{
	const struct bp_range *given;

	if (!(rq->opf & REQ_DMA_DIRECT))
		return t->story->dma.at[rq->first_dma + i];
	given = &t->story->entries.at[rq->first_entry + i];
	return (struct bp_mapped){ .addr = bp_dma_addr(given->addr),
				   .len = given->len,
				   .entries = 1 };
}

static void tell_rows(const struct bp_teller *t, const struct bp_told_request *rq)
{
	unsigned n = rq->opf & REQ_DMA_DIRECT ? rq->nr_entries : rq->nr_dma;
	bool silent = false;

	if (!n)
		return;
	fprintf(t->out, "    %-18s  %-15s  %10s  entries  kind     why\n", "address", "memory",
		"bytes");
	for (unsigned i = 0; i < n; i++) {
		const struct bp_mapped row = row_at(t, rq, i);

		if (bp_tell_shows(t, i, n)) {
			tell_row(t, &row);
		} else if (!silent) {
			fprintf(t->out, "    ...  %u more, see --verbose\n", bp_tell_hides(n));
			silent = true;
		}
	}
}

static void tell_title(const struct bp_teller *t, unsigned index)
{
	const struct bp_told_request *rq = &t->story->requests.at[index];

	fprintf(t->out, "  request %u: %u entr%s", index + 1, rq->nr_entries,
		rq->nr_entries == 1 ? "y" : "ies");
	if (rq->opf & REQ_DMA_DIRECT) {
		fputs(" by bus address\n", t->out);
		return;
	}
	if (!rq->nr_dma)
		fputs(" that cannot be mapped", t->out);
	else
		fprintf(t->out, " became %u DMA entr%s", rq->nr_dma, rq->nr_dma == 1 ? "y" : "ies");
	if (rq->iova_bytes)
		fprintf(t->out, " in 0x%llx bytes of I/O addresses", (ull)rq->iova_bytes);
	if (rq->attempts > 1)
		fprintf(t->out, ", at attempt %u", rq->attempts);
	fputc('\n', t->out);
}

void bp_tell_dma(const struct bp_teller *t)
{
	unsigned n = t->story->requests.n;
	bool silent = false;

	if (!t->x->device->dev)
		return;
	for (unsigned i = 0; i < n; i++) {
		const struct bp_told_request *rq = &t->story->requests.at[i];

		if (bp_tell_shows(t, i, n)) {
			if (!rq->nr_entries)
				continue;
			tell_title(t, i);
			tell_rows(t, rq);
			fputc('\n', t->out);
		} else if (!silent) {
			fprintf(t->out, "  ...  %u more requests, see --verbose\n\n",
				bp_tell_hides(n));
			silent = true;
		}
	}
}
