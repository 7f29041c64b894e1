/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-1 to -5, -12, -29.
 */
#include "nvme_trial.h"

#define SLOT 8u
#define DESCRIPTOR 16u
#define LAST_SLOT 511u
#define LAST_DESCRIPTOR 255u
#define TYPE(type) ((u64)(type) << 60)

static const struct t_io two = { .op = REQ_OP_WRITE, .nr = 1, .bytes = 8192 };
static const struct t_io crossing = { .op = REQ_OP_READ, .nr = 1, .bytes = 4096, .offset = 0x200 };
static const struct t_io lists = { .op = REQ_OP_READ, .nr = 1, .bytes = 3 << 20 };
static const struct t_io full = { .op = REQ_OP_READ, .nr = 1, .bytes = 513 * 4096 };
static const struct t_io sgl_chain = { .op = REQ_OP_WRITE,
				       .nr = 300,
				       .bytes = 4096,
				       .apart = 0x2000,
				       .sgls = 1,
				       .vectors_max = 300,
				       .sgl_threshold = 4096 };
static const struct t_io sgl_full = { .op = REQ_OP_WRITE,
				      .nr = 256,
				      .bytes = 4096,
				      .apart = 0x2000,
				      .sgls = 1,
				      .vectors_max = 300,
				      .sgl_threshold = 4096 };

static union nvme_data_ptr *dptr(struct t_heard *heard)
{
	return &heard->nvme.built.command.common.dptr;
}

static bp_virt_addr_t in_list(struct t_heard *heard, unsigned i, u64 bytes)
{
	return bp_virt_addr(bp_virt_u64(heard->nvme.built.lists[i].virt) + bytes);
}

/* PRPs */

static unsigned prp1_is_odd(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp1 = cpu_to_le64(le64_to_cpu(dptr(heard)->prp1) + 2);
	return 1;
}

static unsigned prp2_has_an_offset(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp2 = cpu_to_le64(le64_to_cpu(dptr(heard)->prp2) + 0x200);
	return 1;
}

static unsigned slot_has_an_offset(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, SLOT), T_BUFFER + 0x2200);
	return 1;
}

static unsigned link_has_an_offset(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, LAST_SLOT * SLOT),
	       bp_dma_u64(heard->nvme.built.lists[1].dma) + SLOT);
	return 1;
}

static unsigned prp2_is_left(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp2 = cpu_to_le64(T_BUFFER);
	return 1;
}

static unsigned prp2_is_missing(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp2 = cpu_to_le64(0);
	return 1;
}

static unsigned prp2_is_a_list(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nr_lists = 1;
	heard->nvme.built.lists[0].dma = bp_dma_addr(le64_to_cpu(dptr(heard)->prp2));
	return 1;
}

static unsigned a_list_more(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nr_lists++;
	return 1;
}

static unsigned no_list(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nr_lists = 0;
	return 1;
}

static unsigned link_leads_nowhere(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, LAST_SLOT * SLOT), T_BUFFER);
	return 1;
}

/* Behind the end of the list that it leads into. */
static unsigned link_leads_to_the_end(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, LAST_SLOT * SLOT),
	       bp_dma_u64(heard->nvme.built.lists[1].dma) + 4092);
	return 1;
}

static unsigned prp1_ends_its_page(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp1 = cpu_to_le64(le64_to_cpu(dptr(heard)->prp1) + 4096 - 0x204);
	return 1;
}

static unsigned npages_is_one_more(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.npages++;
	return 1;
}

static unsigned npages_is_one_less(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.npages--;
	return 1;
}

static struct scatterlist *bend_entry(struct t_heard *heard, unsigned i)
{
	struct scatterlist *sg = heard->event.sgl + i;

	t_bend(heard, &sg->dma_address, sizeof(sg->dma_address));
	return sg;
}

static unsigned first_entry_is_odd(struct t_heard *heard)
{
	ON_IO(heard);
	bend_entry(heard, 0)->dma_address.dma += 2;
	return 1;
}

static unsigned entry_begins_in_a_page(struct t_heard *heard)
{
	ON_IO(heard);
	bend_entry(heard, 2)->dma_address.dma += 0x200;
	return 1;
}

static unsigned entry_wraps(struct t_heard *heard)
{
	ON_IO(heard);
	bend_entry(heard, 2)->dma_address.dma = ~0xfffull;
	return 1;
}

static unsigned bend_length(struct t_heard *heard, unsigned len)
{
	struct scatterlist *sg = heard->event.sgl + 1;

	ON_IO(heard);
	t_bend(heard, &sg->dma_length, sizeof(sg->dma_length));
	sg->dma_length = len;
	return 1;
}

static unsigned entry_ends_in_a_page(struct t_heard *heard)
{
	return bend_length(heard, 4096 + 512);
}

static unsigned entry_is_empty(struct t_heard *heard)
{
	return bend_length(heard, 0);
}

static void prps__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_1, BP_EV_NVME_BUILT, prp1_is_odd, &page },
		{ BP_INV_NVME_1, BP_EV_NVME_BUILT, prp2_has_an_offset, &two },
		{ BP_INV_NVME_1, BP_EV_NVME_BUILT, slot_has_an_offset, &list },
		{ BP_INV_NVME_1, BP_EV_NVME_BUILT, link_has_an_offset, &lists },
		{ BP_INV_NVME_2, BP_EV_NVME_BUILT, prp2_is_left, &page },
		{ BP_INV_NVME_2, BP_EV_NVME_BUILT, prp2_is_missing, &two },
		{ BP_INV_NVME_2, BP_EV_NVME_BUILT, prp2_is_missing, &crossing },
		{ BP_INV_NVME_3, BP_EV_NVME_BUILT, prp2_is_a_list, &two },
		{ BP_INV_NVME_3, BP_EV_NVME_BUILT, prp2_is_left, &list },
		{ BP_INV_NVME_3, BP_EV_NVME_BUILT, no_list, &list },
		{ BP_INV_NVME_3, BP_EV_NVME_BUILT, prp2_has_an_offset, &two },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, a_list_more, &list },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, a_list_more, &two },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, no_list, &list },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, link_leads_nowhere, &lists },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, link_leads_to_the_end, &lists },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, a_list_more, &full },
		{ BP_INV_NVME_4, BP_EV_NVME_BUILT, prp1_ends_its_page, &full },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_more, &page },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_more, &two },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_more, &list },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_less, &lists },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, first_entry_is_odd, &pages },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, first_entry_is_odd, &list },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, entry_begins_in_a_page, &pages },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, entry_wraps, &pages },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, entry_ends_in_a_page, &pages },
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, entry_is_empty, &pages },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* SGLs */

static u64 second_word(u32 length, unsigned type)
{
	return length | TYPE(type);
}

static unsigned descriptor_has_a_type(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.type = 0x10;
	return 1;
}

static unsigned descriptor_has_a_subtype(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.type |= 1;
	return 1;
}

static unsigned segment_announces(struct t_heard *heard, u32 bytes)
{
	ON_IO(heard);
	dptr(heard)->sgl.length = cpu_to_le32(bytes);
	return 1;
}

static unsigned segment_announces_two(struct t_heard *heard)
{
	return segment_announces(heard, 2 * DESCRIPTOR);
}

static unsigned segment_announces_nothing(struct t_heard *heard)
{
	return segment_announces(heard, 0);
}

static unsigned segment_announces_a_bit(struct t_heard *heard)
{
	return segment_announces(heard, 3 * DESCRIPTOR + 1);
}

static unsigned segment_is_endless(struct t_heard *heard)
{
	return segment_announces(heard, 8192);
}

static unsigned segment_is_none_of_the_last(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.type = NVME_SGL_FMT_SEG_DESC << 4;
	return 1;
}

static unsigned segment_leads_into_itself(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 1, 8 + 44 * DESCRIPTOR),
	       second_word(45 * DESCRIPTOR, NVME_SGL_FMT_SEG_DESC));
	return 1;
}

static unsigned first_segment_is_the_last(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.type = NVME_SGL_FMT_LAST_SEG_DESC << 4;
	return 1;
}

static unsigned link_is_too_short(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, 8 + LAST_DESCRIPTOR * DESCRIPTOR),
	       second_word(44 * DESCRIPTOR, NVME_SGL_FMT_LAST_SEG_DESC));
	return 1;
}

/* The segment leads to itself, without data between. */
static unsigned chain_has_no_end(struct t_heard *heard)
{
	struct nvme_sgl_desc *first = &dptr(heard)->sgl;

	ON_IO(heard);
	first->addr = cpu_to_le64(le64_to_cpu(first->addr) + LAST_DESCRIPTOR * DESCRIPTOR);
	first->length = cpu_to_le32(DESCRIPTOR);
	t_poke(heard, in_list(heard, 0, 8 + LAST_DESCRIPTOR * DESCRIPTOR),
	       second_word(DESCRIPTOR, NVME_SGL_FMT_SEG_DESC));
	heard->nvme.built.lists[1].virt = in_list(heard, 0, LAST_DESCRIPTOR * DESCRIPTOR);
	return 1;
}

/* The same with more data than two segments hold. */
static unsigned data_has_no_end(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, 8 + LAST_DESCRIPTOR * DESCRIPTOR),
	       second_word(4096, NVME_SGL_FMT_SEG_DESC));
	heard->nvme.built.lists[1].virt = heard->nvme.built.lists[0].virt;
	return 1;
}

static unsigned link_in_the_middle(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, 8 + DESCRIPTOR),
	       second_word(DESCRIPTOR, NVME_SGL_FMT_LAST_SEG_DESC));
	return 1;
}

static unsigned bit_bucket(struct t_heard *heard)
{
	ON_IO(heard);
	t_poke(heard, in_list(heard, 0, 8), second_word(32768, 1));
	return 1;
}

static unsigned list_is_elsewhere(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.addr = cpu_to_le64(T_BUFFER);
	return 1;
}

static void sgls__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_more, &sgl },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_more, &sgls },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_less, &sgl_full },
		{ BP_INV_NVME_5, BP_EV_NVME_BUILT, npages_is_one_less, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, descriptor_has_a_type, &sgl },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, descriptor_has_a_subtype, &sgl },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, descriptor_has_a_subtype, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_announces_two, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_announces_nothing, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_announces_a_bit, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_is_endless, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_is_none_of_the_last, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_is_none_of_the_last, &sgl_full },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, first_segment_is_the_last, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, link_is_too_short, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, chain_has_no_end, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, data_has_no_end, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, segment_leads_into_itself, &sgl_chain },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, link_in_the_middle, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, bit_bucket, &sgls },
		{ BP_INV_NVME_12, BP_EV_NVME_BUILT, list_is_elsewhere, &sgls },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(prps__tampered__broken),
		cmocka_unit_test(sgls__tampered__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
