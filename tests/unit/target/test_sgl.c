/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for data: RAM, a peer's, and who gives it back (R-C1.7, R-C1.8).
 */
#include <errno.h>

#include "bp_test.h"
#include "target.h"

#define POOL T_BAR_BYTES

static struct t_command begin(struct t_target *t, u8 opcode, u32 bytes)
{
	(void)t;
	return (struct t_command){ .cmd = t_nvmf_rw(opcode, 0, (u16)(bytes / 512 - 1)) };
}

static void queue_response(struct nvmet_req *req)
{
	(void)req;
}

static const struct nvmet_fabrics_ops quiet = { .queue_response = queue_response };

/* As a transport does up to the place for data. */
static int take(struct t_target *t, struct t_command *c, struct t_target_queue *queue, u32 bytes)
{
	c->req.cmd = &c->cmd;
	c->req.cqe = &c->cqe;
	c->req.port = &t->port;
	c->req.p2p_client = t->client;
	if (!nvmet_req_init(&c->req, &queue->cq, &queue->sq, &quiet))
		fail_msg("refused");
	c->req.transfer_len = bytes;
	return nvmet_req_alloc_sgl(&c->req);
}

static void end(struct t_command *c)
{
	nvmet_req_uninit(&c->req);
	nvmet_req_free_sgl(&c->req);
}

static void init(struct t_target *t, enum bp_p2p_profile profile)
{
	t_target_init(t, &(struct t_target_setup){
				 .disk = T_TARGET_NVME, .profile = profile, .p2p = true });
}

/* R-C1.7: pages of their own, the last one shorter */
static void nvmet_req_alloc_sgl__ram__page_per_entry(void **state)
{
	struct t_command c;
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	c = begin(&t, nvme_cmd_write, 9728);
	assert_int_equal(take(&t, &c, &t.io, 9728), 0);
	assert_int_equal(c.req.bp_kind, BP_NVMET_PAGES);
	assert_int_equal(c.req.sg_cnt, 3);
	assert_int_equal(c.req.sg[0].length, 4096);
	assert_int_equal(c.req.sg[2].length, 1536);
	assert_ptr_equal(sg_last(t.m.env, c.req.sg, 3), &c.req.sg[2]);
	end(&c);
	assert_null(c.req.sg);
	assert_int_equal(c.req.sg_cnt, 0);
	nvmet_req_free_sgl(&c.req);
	t_target_fini(&t);
}

/* INV-NVMET-5, -6, -7 */
static void nvmet_req_alloc_sgl__peer__one_piece(void **state)
{
	(void)state;
	for (enum bp_p2p_profile profile = BP_P2P_PAGES; profile <= BP_P2P_DIRECT; profile++) {
		struct pci_dev *provider;
		struct t_command c;
		struct t_target t;

		init(&t, profile);
		provider = t_fabric_dev(&t.m.f, 'b');
		c = begin(&t, nvme_cmd_read, 9728);
		assert_int_equal(take(&t, &c, &t.io, 9728), 0);
		assert_int_equal(c.req.bp_kind, BP_NVMET_P2P);
		assert_ptr_equal(c.req.p2p_dev, provider);
		assert_int_equal(c.req.sg_cnt, profile == BP_P2P_PAGES ? 1 : 0);
		assert_int_equal(t_target_pool(&t), POOL - 12288);
		if (profile == BP_P2P_DIRECT)
			assert_int_equal(bp_nvmet_req_bus(&c.req).bus,
					 pci_p2pmem_virt_to_bus(provider, c.req.p2p_dma_buf).bus);
		end(&c);
		assert_null(c.req.p2p_dev);
		assert_int_equal(t_target_pool(&t), POOL);
		t_target_fini(&t);
	}
}

/* R-C2.6: who gets RAM on a namespace with peer-to-peer memory */
static void nvmet_req_alloc_sgl__not_for_peers__ram(void **state)
{
	(void)state;
	for (enum bp_p2p_profile profile = BP_P2P_PAGES; profile <= BP_P2P_DIRECT; profile++) {
		struct t_command dsm, large, small, admin;
		struct t_target t;

		init(&t, profile);
		dsm = begin(&t, nvme_cmd_dsm, 4096);
		assert_int_equal(take(&t, &dsm, &t.io, 4096), 0);
		assert_int_equal(dsm.req.bp_kind, BP_NVMET_PAGES); /* DEF-NVMET-3 */
		admin = (struct t_command){ .cmd = t_nvmf_property_set(NVME_REG_CC, 0) };
		assert_int_equal(take(&t, &admin, &t.admin, 4096), 0);
		assert_int_equal(admin.req.bp_kind, BP_NVMET_PAGES);
		large = begin(&t, nvme_cmd_write, POOL);
		assert_int_equal(take(&t, &large, &t.io, POOL), 0);
		assert_int_equal(large.req.bp_kind, BP_NVMET_P2P);
		small = begin(&t, nvme_cmd_write, 512);
		assert_int_equal(take(&t, &small, &t.io, 512), 0);
		assert_int_equal(small.req.bp_kind, BP_NVMET_PAGES); /* the pool is empty */
		end(&dsm);
		end(&admin);
		end(&large);
		end(&small);
		t_target_fini(&t);
	}
}

static bool no_list(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_SG;
}

static void nvmet_req_alloc_sgl__no_memory__nothing_held(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = no_list };
	struct t_command c;
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	c = begin(&t, nvme_cmd_write, 8192);
	t.m.env->alloc_ops = &ops;
	assert_int_equal(take(&t, &c, &t.io, 8192), -ENOMEM);
	t.m.env->alloc_ops = NULL;
	assert_int_equal(c.req.bp_kind, BP_NVMET_NONE);
	end(&c);
	t_target_fini(&t);
}

/* DEF-NVMET-4: an address that not both reach is not used; with the defect nobody asks */
static void nvmet_req_alloc_sgl__client_takes_pointers__ram(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_command c;
		struct t_target t;

		init(&t, BP_P2P_DIRECT);
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_4, on);
		t.client->dma_kind = BP_DMA_VIRT;
		c = begin(&t, nvme_cmd_write, 4096);
		assert_int_equal(take(&t, &c, &t.io, 4096), 0);
		assert_int_equal(c.req.bp_kind, on ? BP_NVMET_P2P : BP_NVMET_PAGES);
		assert_int_equal(t.m.env->hits[BP_SITE_NVMET_UNFIT], !on);
		assert_int_equal(t_target_pool(&t), on ? POOL - 4096 : POOL);
		end(&c);
		t.client->dma_kind = BP_DMA_DIRECT;
		t_target_fini(&t);
	}
}

/* DEF-NVMET-2, INV-NVMET-6: the transport has set the length to 0 */
static void nvmet_req_free_sgl__length_forgotten__pool_whole(void **state)
{
	struct t_command c;
	struct t_target t;

	(void)state;
	init(&t, BP_P2P_DIRECT);
	c = begin(&t, nvme_cmd_write, 8192);
	assert_int_equal(take(&t, &c, &t.io, 8192), 0);
	c.req.transfer_len = 0;
	end(&c);
	assert_int_equal(t_target_pool(&t), POOL);
	t_target_fini(&t);
}

/* DEF-NVMET-13, INV-P2P-8: the namespace goes while a command has the memory */
static void nvmet_ns_disable__command_in_flight__provider_held(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct pci_dev *provider;
		struct t_command c;
		struct t_target t;

		init(&t, BP_P2P_DIRECT);
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_13, on);
		provider = t_fabric_dev(&t.m.f, 'b');
		c = begin(&t, nvme_cmd_write, 4096);
		assert_int_equal(take(&t, &c, &t.io, 4096), 0);
		nvmet_req_uninit(&c.req);
		nvmet_ns_disable(t.ns);
		assert_int_equal(provider->refs, on ? 0 : 1);
		nvmet_req_free_sgl(&c.req);
		assert_int_equal(provider->refs, 0);
		t_target_fini(&t);
	}
}

/* DEF-NVMET-1, INV-NVMET-5: a handle that has the number of the list of the capsule's pages */
static void bp_nvmet_req_is_inline__same_number__told_apart(void **state)
{
	struct scatterlist inline_sg;
	struct t_command c;
	struct t_target t;

	(void)state;
	init(&t, BP_P2P_DIRECT);
	c = begin(&t, nvme_cmd_write, 4096);
	assert_int_equal(take(&t, &c, &t.io, 4096), 0);
	{
		const bp_virt_addr_t buf = c.req.p2p_dma_buf;

		c.req.p2p_dma_buf = bp_virt_addr((uintptr_t)&inline_sg);
		assert_false(bp_nvmet_req_is_inline(&c.req, &inline_sg));
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_1, true);
		assert_true(bp_nvmet_req_is_inline(&c.req, &inline_sg));
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_1, false);
		c.req.p2p_dma_buf = buf;
	}
	end(&c);
	bp_nvmet_req_set_inline(&c.req, &inline_sg, 1, 512);
	assert_true(bp_nvmet_req_is_inline(&c.req, &inline_sg));
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_req_alloc_sgl__ram__page_per_entry),
		cmocka_unit_test(nvmet_req_alloc_sgl__peer__one_piece),
		cmocka_unit_test(nvmet_req_alloc_sgl__not_for_peers__ram),
		cmocka_unit_test(nvmet_req_alloc_sgl__no_memory__nothing_held),
		cmocka_unit_test(nvmet_req_alloc_sgl__client_takes_pointers__ram),
		cmocka_unit_test(nvmet_req_free_sgl__length_forgotten__pool_whole),
		cmocka_unit_test(nvmet_ns_disable__command_in_flight__provider_held),
		cmocka_unit_test(bp_nvmet_req_is_inline__same_number__told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
