/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quantities of nvme.md, from their definitions.
 */
#include <blkpath/integrity.h>
#include <blkpath/nvme_status.h>

#include "nvme.h"

u64 bp_ck_nvme_entries(u64 addr, u64 bytes, u32 page_size)
{
	const u64 pages = (addr % page_size + bytes + page_size - 1) / page_size;

	return pages ? pages - 1 : 0;
}

u64 bp_ck_nvme_prp_lists(u64 entries, u32 page_size)
{
	const u64 slots = page_size / sizeof(__le64);

	if (entries <= 1)
		return 0;
	return entries <= slots ? 1 : (entries - 1 + slots - 2) / (slots - 1);
}

u64 bp_ck_nvme_sgl_pages(u64 descriptors)
{
	const u64 links_left_out = BP_CK_SGES_PER_PAGE - 1;

	if (descriptors <= 1)
		return 0;
	if (descriptors <= BP_CK_SGES_PER_PAGE)
		return 1;
	return (descriptors - 1 + links_left_out - 1) / links_left_out;
}

bool bp_ck_nvme_is_prp(enum bp_nvme_choice choice)
{
	return choice == BP_NVME_SIMPLE_PRP || choice == BP_NVME_PRP;
}

bool bp_ck_nvme_is_sgl(enum bp_nvme_choice choice)
{
	return choice == BP_NVME_SIMPLE_SGL || choice == BP_NVME_SGL;
}

/* 5, 8.1: a direct list has the length where its queue says. */
struct bp_run bp_ck_nvme_entry(const struct bp_case *c, const struct scatterlist *sg)
{
	const bool shared = c->q && c->q->bp_sg_len_shared;

	return (struct bp_run){ bp_dma_u64(sg->dma_address), shared ? sg->length : sg->dma_length };
}

/* Entries that came back from mapping; of a list that nobody mapped, those that it has. */
unsigned bp_ck_nvme_mapped(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct scatterlist *sg = c->sgl;
	unsigned entries = 1;

	if (n->mapping)
		return n->mapping->nr_dma;
	while (entries < n->built->nents && !(sg->page_link & SG_END)) {
		sg = bp_ck_entry_next(sg);
		entries++;
	}
	return entries;
}

/* NVH-25: the tuples of all its bios follow each other. */
struct bp_run bp_ck_nvme_metadata(const struct request *rq, const struct bp_nvme_built *built)
{
	struct bp_run run = { bp_dma_u64(built->meta_dma), 0 };

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		if (bio->bi_opf & REQ_INTEGRITY)
			run.len += bio->bi_integrity->bip_iter.bi_size;
	return run;
}

static const struct {
	u16 nvme;
	blk_status_t blk;
} answers[] = {
	{ NVME_SC_SUCCESS, BLK_STS_OK },
	{ NVME_SC_CAP_EXCEEDED, BLK_STS_NOSPC },
	{ NVME_SC_LBA_RANGE, BLK_STS_TARGET },
	{ NVME_SC_BAD_ATTRIBUTES, BLK_STS_NOTSUPP },
	{ NVME_SC_ONCS_NOT_SUPPORTED, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_OPCODE, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_FIELD, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_NS, BLK_STS_NOTSUPP },
	{ NVME_SC_WRITE_FAULT, BLK_STS_MEDIUM },
	{ NVME_SC_READ_ERROR, BLK_STS_MEDIUM },
	{ NVME_SC_UNWRITTEN_BLOCK, BLK_STS_MEDIUM },
	{ NVME_SC_ACCESS_DENIED, BLK_STS_MEDIUM },
	{ NVME_SC_READ_ONLY, BLK_STS_MEDIUM },
	{ NVME_SC_COMPARE_FAILED, BLK_STS_MEDIUM },
	{ NVME_SC_GUARD_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_APPTAG_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_REFTAG_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_INVALID_PI, BLK_STS_PROTECTION },
	{ NVME_SC_RESERVATION_CONFLICT, BLK_STS_NEXUS },
};

blk_status_t bp_ck_nvme_blk_status(u16 status)
{
	for (size_t i = 0; i < bp_array_size(answers); i++)
		if (answers[i].nvme == (status & BP_NVME_SC_MASK))
			return answers[i].blk;
	return BLK_STS_IOERR;
}

static const u16 refusals[] = {
	NVME_SC_INVALID_OPCODE,	    NVME_SC_INVALID_FIELD,	     NVME_SC_CMDID_CONFLICT,
	NVME_SC_INVALID_NS,	    NVME_SC_CMD_SEQ_ERROR,	     NVME_SC_SGL_INVALID_LAST,
	NVME_SC_SGL_INVALID_COUNT,  NVME_SC_SGL_INVALID_DATA,	     NVME_SC_SGL_INVALID_METADATA,
	NVME_SC_SGL_INVALID_TYPE,   NVME_SC_CMB_INVALID_USE,	     NVME_SC_PRP_INVALID_OFFSET,
	NVME_SC_SGL_INVALID_OFFSET, NVME_SC_SGL_INVALID_GRANULARITY, NVME_SC_LBA_RANGE,
};

bool bp_ck_nvme_is_refusal(u16 status)
{
	for (size_t i = 0; i < bp_array_size(refusals); i++)
		if (refusals[i] == (status & BP_NVME_SC_MASK))
			return true;
	return false;
}

/* A3.3: the bus address of BAR 0 is its CPU address less the offset of its window. */
bool bp_ck_nvme_in_bar0(const struct pci_dev *pdev, u64 addr, u64 bytes)
{
	const u64 len = pci_resource_len(pdev, 0);
	u64 start = bp_ck_bus_of(pdev->bus->bridge, &pdev->resource[0]);

	return bytes && len && (addr - start < len || start - addr < bytes);
}
