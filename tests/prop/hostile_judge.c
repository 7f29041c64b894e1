/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "hostile.h"

static void demand(struct hostile *h, bool good, const char *what)
{
	if (!good && h->violations++ < 10)
		printf("# round %llu: %s\n", (unsigned long long)h->round, what);
}

static bool is_meta(const struct hostile *h)
{
	return h->purpose == BP_NVME_DMA_META_C2H || h->purpose == BP_NVME_DMA_META_H2C;
}

/* Whether a range has a byte of the registers, asked of both its ends and the registers' (SV-2). */
static bool hits_registers(const struct hostile *h, u64 first, u64 bytes)
{
	const u64 bar = t_fabric_bus(&h->t->f, 'a');
	const u64 behind_cmb = bar + T_CMB_OFFSET + T_CMB_BYTES;

	return first - bar < T_CMB_OFFSET || first - behind_cmb < bar + T_BAR_BYTES - behind_cmb ||
	       bar - first < bytes || behind_cmb - first < bytes;
}

void hostile_hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct hostile *h = bp_container_of(sink, struct hostile, sink);
	const struct bp_nvme_dma *dma;

	if (event->id != BP_EV_NVME_DMA || event->nvme->dma.status)
		return;
	dma = &event->nvme->dma;
	demand(h, !hits_registers(h, dma->address, dma->bytes), "INV-NVME-21");
	if (dma->purpose == BP_NVME_DMA_LIST) {
		demand(h,
		       dma->address % h->t->ctrl.page_bytes + dma->bytes <= h->t->ctrl.page_bytes,
		       "INV-NVME-20");
		h->list_bytes += dma->bytes;
	} else if (dma->purpose == BP_NVME_DMA_SEGMENT) {
		h->list_bytes += dma->bytes;
	} else {
		demand(h, dma->purpose == h->purpose, "INV-NVME-19");
		h->data_bytes += dma->bytes;
	}
}

/* NVC-20, NVC-21, NVC-22: what may be wrong with a data pointer. */
static bool is_defined(u16 status)
{
	static const u16 parameter_errors[] = {
		NVME_SC_INVALID_FIELD,		 NVME_SC_SGL_INVALID_LAST,
		NVME_SC_SGL_INVALID_COUNT,	 NVME_SC_SGL_INVALID_DATA,
		NVME_SC_SGL_INVALID_TYPE,	 NVME_SC_CMB_INVALID_USE,
		NVME_SC_SGL_INVALID_METADATA,	 NVME_SC_PRP_INVALID_OFFSET,
		NVME_SC_SGL_INVALID_GRANULARITY,
	};

	for (size_t i = 0; i < bp_array_size(parameter_errors); i++)
		if (status == (parameter_errors[i] | NVME_SC_DNR)) /* NVC-18 */
			return true;
	return !status || status == NVME_SC_DATA_XFER_ERROR;
}

static u16 walk(struct hostile *h)
{
	return is_meta(h) ? bp_nvme_metadata_walk(&h->t->run, h->bytes, h->purpose, &h->pieces)
			  : bp_nvme_pointer_walk(&h->t->run, h->bytes, h->purpose, &h->pieces);
}

/* Everything that was understood once leads where it led then. */
static void judge_move(struct hostile *h)
{
	const u64 before = h->list_bytes;
	u64 moved, buckets = 0, until = 0;
	const u16 status =
		bp_nvme_pieces_move(&h->t->run, &h->pieces, 0, h->data, h->bytes, &moved);

	for (u32 i = 0; i < h->pieces.nr && until < moved; i++) {
		until += h->pieces.piece[i].bytes;
		buckets += h->pieces.piece[i].is_bucket ? h->pieces.piece[i].bytes : 0;
	}
	demand(h, !status || status == NVME_SC_DATA_XFER_ERROR, "status of the transfer");
	demand(h, status ? moved < h->bytes : moved == h->bytes, "NVC-23: moved bytes");
	demand(h, moved == h->data_bytes + buckets && until == moved, "NVC-23: counted bytes");
	demand(h, h->t->run.moved == moved, "moved bytes of the command");
	demand(h, h->list_bytes == before, "SV-15: a list is read twice");
}

void hostile_judge(struct hostile *h)
{
	const u32 most = h->t->ctrl.config.max_sgl_descriptors;
	u16 status;

	h->data_bytes = h->list_bytes = 0;
	status = walk(h);
	h->of_status[status & BP_NVME_SC_MASK]++;
	demand(h, is_defined(status), "a status of its own");
	demand(h, !h->data_bytes, "INV-NVME-23");
	demand(h, h->t->run.descriptors <= most, "more descriptors than the limit");
	demand(h, h->pieces.bytes == (status ? 0 : h->bytes), "INV-NVME-6");
	if (!status)
		judge_move(h);
	h->t->nr_events = 0;
}
