/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of E7 that a host survives: there is a response, and the queue stays live.
 */
#include <string.h>

#include <blkpath/p2p_use.h>

#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup flows[] = {
	{ .target = { .disk = T_TARGET_NVME } },
	{ .target = { .disk = T_TARGET_NVME, .p2p = true } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
};

#define FLOWS bp_array_size(flows)

/* Allocations of one kind fail, while the last step of a request is @step. */
struct shortage {
	struct t_nvmf *n;
	enum bp_alloc_kind kind;
	enum bp_nvmet_step step;
	unsigned times;
};

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct shortage *shortage = arg;
	const struct t_target *t = &shortage->n->t;

	(void)bytes;
	if (kind != shortage->kind || !t->nr_steps ||
	    t->steps[t->nr_steps - 1].step != shortage->step)
		return false;
	shortage->times++;
	return true;
}

static u16 do_short(struct t_nvmf *n, struct shortage shortage, const struct t_nvmf_rw *rw)
{
	static const struct bp_alloc_ops ops = { should_fail };
	u16 status;

	shortage.n = n;
	shortage.times = 0;
	n->t.m.env->alloc_ops = &ops;
	n->t.m.env->alloc_arg = &shortage;
	status = t_nvmf_do(n, rw);
	n->t.m.env->alloc_ops = NULL;
	assert_int_not_equal(shortage.times, 0);
	return status;
}

static const struct t_nvmf_rw write_64k = { .opcode = nvme_cmd_write, .bytes = 65536 };
static const struct t_nvmf_rw read_64k = { .opcode = nvme_cmd_read, .bytes = 65536 };

static u64 writes(const struct t_nvmf *n)
{
	return bp_rdma_counters(n->near)->wr[IB_WR_RDMA_WRITE];
}

/* E7 "disk error on write", "disk error on read": the status is that of the block layer; a read
 * sends its response alone. */
static void e7__disk_error__status_and_no_write(void **state)
{
	const struct t_nvmf_setup setup = {
		.target = { .disk = T_TARGET_NULL, .fail = { 1, BLK_STS_MEDIUM } },
	};
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &setup);
	assert_int_equal(t_nvmf_do(&n, &write_64k), 0x286);
	assert_true(t_nvmf_stepped(&n, BP_NVMET_READ_DONE));
	t_nvmf_assert_idle(&n);
	memset(t_nvmf_memory(&n, 0), 0x77, 65536);
	assert_int_equal(t_nvmf_do(&n, &read_64k), 0x286);
	assert_int_equal(writes(&n), 0);
	for (u32 i = 0; i < 65536; i++)
		assert_int_equal(*t_nvmf_memory(&n, i), 0x77);
	t_nvmf_assert_idle(&n);
	assert_true(bp_initiator_look(n.host, 1).is_open);
	t_nvmf_fini(&n);
}

static void e7__disk_error_in_each_flow__all_back(void **state)
{
	struct t_nvmf_rw beyond;

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		beyond = write_64k;
		beyond.slba = T_TARGET_BLOCKS - 1;
		assert_int_equal(t_nvmf_do(&n, &beyond), 0x4006);
		t_nvmf_assert_idle(&n);
		beyond.opcode = nvme_cmd_read;
		assert_int_equal(t_nvmf_do(&n, &beyond), 0x4006);
		assert_int_equal(writes(&n), 0);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* E7 "READ post refused": DATA_XFER_ERROR, and the context goes with the response. */
static void e7__read_post_refused__data_xfer_error(void **state)
{
	const struct shortage at_post = { .kind = BP_ALLOC_RDMA, .step = BP_NVMET_READ };

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		assert_int_equal(do_short(&n, at_post, &write_64k), NVME_SC_DATA_XFER_ERROR);
		assert_false(t_nvmf_stepped(&n, BP_NVMET_EXECUTED));
		t_nvmf_assert_idle(&n);
		t_nvmf_write_and_read(&n, 0, 65536, 1);
		t_nvmf_fini(&n);
	}
}

/* E7 "P2P pool empty": the data goes through RAM, and nobody complains. */
static void e7__pool_empty__through_ram(void **state)
{
	(void)state;
	for (unsigned i = 1; i < FLOWS; i++) {
		struct pci_dev *provider;
		bp_virt_addr_t all;
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		provider = t_fabric_dev(&n.t.m.f, 'b');
		all = pci_alloc_p2pmem(provider, T_BAR_BYTES);
		assert_int_not_equal(bp_virt_u64(all), 0);
		t_nvmf_write_and_read(&n, 0, 65536, (u8)i);
		assert_int_equal(t_target_step(&n.t, BP_NVMET_EXECUTED)->kind, BP_NVMET_PAGES);
		pci_free_p2pmem(provider, all, T_BAR_BYTES);
		t_nvmf_write_and_read(&n, 0, 65536, (u8)(i + 1));
		assert_int_equal(t_target_step(&n.t, BP_NVMET_EXECUTED)->kind, BP_NVMET_P2P);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* E7 "P2P and RAM allocation fail": INTERNAL without DNR; corrected, the credits do not drift. */
static void e7__no_memory_at_all__internal(void **state)
{
	const struct shortage at_sgl = { .kind = BP_ALLOC_SG, .step = BP_NVMET_INITED };

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct pci_dev *provider;
		bp_virt_addr_t all = bp_virt_addr(0);
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		provider = t_fabric_dev(&n.t.m.f, 'b');
		if (i)
			all = pci_alloc_p2pmem(provider, T_BAR_BYTES);
		assert_int_equal(do_short(&n, at_sgl, &write_64k), NVME_SC_INTERNAL);
		assert_int_equal(do_short(&n, at_sgl, &read_64k), NVME_SC_INTERNAL);
		if (i)
			pci_free_p2pmem(provider, all, T_BAR_BYTES);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* E7 "context init fails": INTERNAL; the buffer is freed, P2P as well (DEF-NVMET-2 corrected). */
static void e7__context_init_fails__internal(void **state)
{
	const struct shortage at_context = { .kind = BP_ALLOC_RDMA, .step = BP_NVMET_INITED };

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf_setup setup = flows[i];
		struct t_nvmf n;

		setup.force_mr = true;
		t_nvmf_init(&n, &setup);
		assert_int_equal(do_short(&n, at_context, &write_64k), NVME_SC_INTERNAL);
		assert_int_equal(do_short(&n, at_context, &read_64k), NVME_SC_INTERNAL);
		t_nvmf_assert_idle(&n);
		t_nvmf_write_and_read(&n, 0, 65536, 1);
		t_nvmf_fini(&n);
	}
}

/* E7 "length mismatch": a write is fetched first, a read is not sent; DNR. */
static void e7__length_mismatch__invalid_data(void **state)
{
	struct t_nvmf_rw wrong;

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		wrong = write_64k;
		wrong.blocks = 64;
		assert_int_equal(t_nvmf_do(&n, &wrong), 0x400f);
		assert_true(t_nvmf_stepped(&n, BP_NVMET_READ_DONE));
		wrong.opcode = nvme_cmd_read;
		assert_int_equal(t_nvmf_do(&n, &wrong), 0x400f);
		assert_int_equal(writes(&n), 0);
		assert_int_equal(n.t.nr_bios, 0);
		/* The key was invalidated all the same (INV-NVMET-14). */
		assert_int_equal(bp_initiator_counters(n.host)->local_invalidated, 0);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(e7__disk_error__status_and_no_write),
		cmocka_unit_test(e7__disk_error_in_each_flow__all_back),
		cmocka_unit_test(e7__read_post_refused__data_xfer_error),
		cmocka_unit_test(e7__pool_empty__through_ram),
		cmocka_unit_test(e7__no_memory_at_all__internal),
		cmocka_unit_test(e7__context_init_fails__internal),
		cmocka_unit_test(e7__length_mismatch__invalid_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
