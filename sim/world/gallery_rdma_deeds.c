/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rdma_rw that goes wrong (rdma-nvmet.md B9).
 */
#include "world/gallery_adapters.h"
#include "world/gallery_show.h"

#define PAGE 4096u
#define ULL(x) ((unsigned long long)(x))

static void note_result(struct bp_exhibit *exhibit, const char *name, int result)
{
	bp_exhibit_note(exhibit, name, "%d", result);
}

/* What is prepared is done, and what came of it. */
static void note_work(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx,
		      struct bp_exhibit *exhibit)
{
	bp_exhibit_note(exhibit, "READs or WRITEs", "%u", ctx->nr_ops);
	bp_exhibit_note(exhibit, "they end with", "%s", ib_wc_status_msg(bp_show_post(s, ctx)));
}

static void note_sent(const struct bp_show_adapters *s, struct bp_exhibit *exhibit)
{
	bp_exhibit_note(exhibit, "bytes sent", "%llu", ULL(s->wire.payload[0]));
}

/* WRITEs of memory of a, or of what lies at an address. */
static void send_address(struct bp_show_adapters *s, u64 bus, u32 bytes, struct bp_exhibit *exhibit)
{
	struct rdma_rw_ctx ctx;
	const int result = bp_show_prepare_address(s, &ctx, bus, bytes);

	note_result(exhibit, "rdma_rw_ctx_dma_init()", result);
	if (result > 0) {
		note_work(s, &ctx, exhibit);
		rdma_rw_ctx_dma_destroy(&ctx, s->near.qp, BP_SHOW_PORT_NUM);
	}
	note_sent(s, exhibit);
}

static void send_from_peer(struct bp_world *world, u32 bytes, struct bp_exhibit *exhibit)
{
	const struct bp_show_adapters_setup setup = {
		.p2p = BP_P2P_DIRECT, .profile = "tiny", .force_mr = true, .contexts = 4
	};
	struct bp_show_adapters s;

	if (bp_show_adapters_open(&s, world, &setup)) {
		const bp_virt_addr_t virt = pci_alloc_p2pmem(s.m.a, bytes);

		send_address(&s, pci_p2pmem_virt_to_bus(s.m.a, virt).bus, bytes, exhibit);
		pci_free_p2pmem(s.m.a, virt, bytes);
	}
	bp_show_adapters_close(&s);
}

void bp_show_unwritten_entry(struct bp_world *world, const struct bp_gallery_case *shown,
			     struct bp_exhibit *exhibit)
{
	(void)shown;
	send_from_peer(world, PAGE, exhibit);
}

void bp_show_long_range(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	(void)shown;
	send_from_peer(world, 5 * PAGE, exhibit);
}

static void send_list(struct bp_show_adapters *s, u32 nents, u32 offset, struct bp_exhibit *exhibit)
{
	struct rdma_rw_ctx ctx;
	const int result = bp_show_prepare(s, &ctx, nents, offset, DMA_TO_DEVICE);

	note_result(exhibit, "rdma_rw_ctx_init()", result);
	if (result > 0) {
		note_work(s, &ctx, exhibit);
		rdma_rw_ctx_destroy(&ctx, s->near.qp, BP_SHOW_PORT_NUM, s->sg, nents,
				    DMA_TO_DEVICE);
	}
	note_sent(s, exhibit);
}

void bp_show_long_entry(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	const struct bp_show_adapters_setup setup = {
		.p2p = BP_P2P_PAGES, .profile = "tiny", .force_mr = true, .contexts = 4
	};
	struct bp_show_adapters s;

	(void)shown;
	if (bp_show_adapters_open(&s, world, &setup)) {
		bp_show_list(&s, 1, 5 * PAGE);
		send_list(&s, 1, 0, exhibit);
	}
	bp_show_adapters_close(&s);
}

void bp_show_offset_behind(struct bp_world *world, const struct bp_gallery_case *shown,
			   struct bp_exhibit *exhibit)
{
	const struct bp_show_adapters_setup setup = { .p2p = BP_P2P_PAGES,
						      .profile = "ib",
						      .contexts = 1 };
	struct bp_show_adapters s;

	(void)shown;
	if (bp_show_adapters_open(&s, world, &setup)) {
		bp_show_list(&s, 1, PAGE);
		send_list(&s, 1, PAGE, exhibit);
	}
	bp_show_adapters_close(&s);
}

/* What the host finds in its memory, of what the machine has in the first page of its RAM. */
void bp_show_no_address(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	static const u8 secret[] = { 's', 'e', 'c', 'r', 'e', 't' };
	const struct bp_show_adapters_setup setup = { .p2p = BP_P2P_DIRECT,
						      .profile = "ib",
						      .contexts = 1 };
	struct bp_show_adapters s;

	(void)shown;
	bp_ram_write(world->ram, bp_phys_addr(0), secret, sizeof(secret));
	if (bp_show_adapters_open(&s, world, &setup)) {
		const pci_bus_addr_t bus = pci_p2pmem_virt_to_bus(s.m.a, bp_virt_addr(0));

		bp_exhibit_note(exhibit, "the memory's address", "0x%llx", ULL(bus.bus));
		send_address(&s, bus.bus, PAGE, exhibit);
		bp_exhibit_note(exhibit, "the host finds", "\"%.*s\"", (int)sizeof(secret),
				(const char *)s.host);
	}
	bp_show_adapters_close(&s);
}

/* The list is mapped, and then no region is left for it. */
void bp_show_no_region_left(struct bp_world *world, const struct bp_gallery_case *shown,
			    struct bp_exhibit *exhibit)
{
	const struct bp_show_adapters_setup setup = {
		.p2p = BP_P2P_PAGES, .profile = "ib", .force_mr = true, .contexts = 0
	};
	struct bp_show_adapters s;

	(void)shown;
	if (bp_show_adapters_open(&s, world, &setup)) {
		bp_show_list(&s, 2, PAGE);
		send_list(&s, 2, PAGE, exhibit);
		bp_exhibit_note(exhibit, "entries still mapped", "%llu", ULL(bp_show_mapped(&s)));
	}
	bp_show_adapters_close(&s);
}

/* A READ by iWARP, which invalidates the region that it fills. */
void bp_show_old_key(struct bp_world *world, const struct bp_gallery_case *shown,
		     struct bp_exhibit *exhibit)
{
	const struct bp_show_adapters_setup setup = { .p2p = BP_P2P_PAGES,
						      .profile = "iwarp",
						      .contexts = 1 };
	struct bp_show_adapters s;
	struct rdma_rw_ctx ctx;

	(void)shown;
	if (bp_show_adapters_open(&s, world, &setup)) {
		bp_show_list(&s, 1, PAGE);
		note_result(exhibit, "rdma_rw_ctx_init()",
			    bp_show_prepare(&s, &ctx, 1, 0, DMA_FROM_DEVICE));
		note_work(&s, &ctx, exhibit);
		bp_exhibit_note(exhibit, "key of the region", "0x%x", ctx.reg->sge.lkey);
		bp_exhibit_note(exhibit, "the READ invalidates", "0x%x",
				ctx.reg->wr.wr.ex.invalidate_rkey);
		rdma_rw_ctx_destroy(&ctx, s.near.qp, BP_SHOW_PORT_NUM, s.sg, 1, DMA_FROM_DEVICE);
	}
	bp_show_adapters_close(&s);
}
