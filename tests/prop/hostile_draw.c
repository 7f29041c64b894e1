/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hostile.h"

/* Where it hurts: lists, memory, the CMB, registers, peers, and the ends of all of them. */
static u64 draw_base(struct hostile *h)
{
	const u64 bar = t_fabric_bus(&h->t->f, 'a');

	switch (t_below(&h->random, 12)) {
	case 0:
		return bar;
	case 1:
		return bar + T_CMB_OFFSET + T_CMB_BYTES;
	case 2:
	case 3:
		return bar + T_CMB_OFFSET + t_below(&h->random, T_CMB_BYTES / 4096) * 4096;
	case 4:
		return T_RAM_END;
	case 5:
		return t_fabric_bus(&h->t->f, 'b') + t_below(&h->random, T_BAR_BYTES / 4096) * 4096;
	case 6:
		return 0;
	case 7:
		return t_random(&h->random);
	default:
		return ARENA + t_below(&h->random, ARENA_BYTES / 4096) * 4096;
	}
}

static u64 draw_address(struct hostile *h)
{
	const u64 base = draw_base(h);

	switch (t_below(&h->random, 12)) {
	case 0:
		return base - t_pick(&h->random, 1, 4, 8, 512, 4096);
	case 1:
		return base + t_below(&h->random, 4096);
	case 2:
		return base + t_below(&h->random, 512) * 8;
	case 3:
		return base + t_pick(&h->random, 4080, 4088, 4092, 4095);
	default:
		return base;
	}
}

static u32 draw_length(struct hostile *h, u8 type)
{
	if (type >> 5 == 1 && !t_once_in(&h->random, 8))
		return (u32)t_between(&h->random, 1, 5) * 16;
	switch (t_below(&h->random, 6)) {
	case 0:
		return (u32)t_random(&h->random);
	case 1:
		return 0;
	case 2:
		return (u32)t_below(&h->random, 4096);
	default:
		return (u32)t_pick(&h->random, 512, 1024, 4096, 8192);
	}
}

static struct nvme_sgl_desc draw_desc(struct hostile *h)
{
	const u8 type = (u8)t_pick(&h->random, 0, 0, 0, 0, 0, 0, 0x10, 0x20, 0x30, 0x30,
				   t_once_in(&h->random, 8) ? t_below(&h->random, 256) : 0);

	return (struct nvme_sgl_desc){
		.addr = cpu_to_le64(draw_address(h)),
		.length = cpu_to_le32(draw_length(h, type)),
		.type = type,
	};
}

static void put(struct hostile *h, u64 at, const void *data, u32 bytes)
{
	if (at < T_RAM_END)
		t_ram_put(h->t, at, data, bytes);
	else
		t_fabric_move(&h->t->f, 'a', true, at, (void *)(uintptr_t)data, bytes);
}

/* Some pages with slots or descriptors, at their start and at their end. */
static void draw_lists(struct hostile *h, u64 base, u64 bytes, bool sgl)
{
	for (u64 page = base; page < base + bytes; page += 4096)
		for (unsigned i = 0; i < 8; i++) {
			const u64 at = page + (i < 5 ? i * 16 : 4096 - (8 - i) * 16);
			const struct nvme_sgl_desc desc = draw_desc(h);
			const __le64 slot[2] = { cpu_to_le64(draw_address(h)),
						 cpu_to_le64(draw_address(h)) };

			put(h, at, sgl ? (const void *)&desc : slot, 16);
		}
}

static void draw_controller(struct hostile *h)
{
	struct bp_nvme_config *config = &h->t->ctrl.config;

	config->cmbsz = t_once_in(&h->random, 3) ? (u32)t_below(&h->random, 32) : T_CMB_ALL;
	config->cmbloc = (u32)(t_once_in(&h->random, 2) ? 0x1f8 : t_below(&h->random, 64) << 3);
	config->vs = (u32)t_pick(&h->random, BP_NVME_VS_1_3, BP_NVME_VS_1_4);
	config->sgls = (u32)t_below(&h->random, 4) | (u32)t_below(&h->random, 16) << 16;
	config->max_sgl_descriptors = (u32)t_pick(&h->random, 1, 4, 20, 65536);
	h->t->ctrl.page_bytes = (u32)t_pick(&h->random, 4096, 4096, 8192);
	h->t->ctrl.cmb.is_on = !t_once_in(&h->random, 8);
}

void hostile_draw(struct hostile *h)
{
	static const u8 psdts[] = { 0x00, 0x00, 0x40, 0x40, 0x80, 0xc0 };
	struct nvme_common_command *cmd = &h->t->run.cmd.common;
	const bool sgl = t_once_in(&h->random, 2);

	draw_controller(h);
	if (!(h->round % 16)) {
		draw_lists(h, ARENA, ARENA_BYTES, sgl);
		draw_lists(h, t_fabric_bus(&h->t->f, 'a') + T_CMB_OFFSET, LISTS_IN_CMB, sgl);
	}
	h->t->run = (struct bp_nvme_run){ .ctrl = &h->t->ctrl, .sqid = !t_once_in(&h->random, 16) };
	cmd->flags = psdts[t_below(&h->random, bp_array_size(psdts))];
	cmd->metadata = cpu_to_le64(draw_address(h));
	cmd->dptr.prp1 = cpu_to_le64(draw_address(h));
	cmd->dptr.prp2 = cpu_to_le64(draw_address(h));
	if (cmd->flags && !t_once_in(&h->random, 4))
		cmd->dptr.sgl = draw_desc(h);
	h->purpose = (enum bp_nvme_purpose)t_pick(&h->random, BP_NVME_DMA_C2H, BP_NVME_DMA_H2C,
						  BP_NVME_DMA_META_C2H, BP_NVME_DMA_META_H2C);
	h->bytes = t_pick(&h->random, 0, 512, 1024, 4096, 8192, 0x3000, 0x10000, TRANSFER_MAX,
			  t_below(&h->random, TRANSFER_MAX));
}
