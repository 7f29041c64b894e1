/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capsules and responses: their number, their memory, their mappings (R-C4.4, R-C5.1).
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/swiotlb.h>

#include "bp_test.h"
#include "host.h"

enum { RECVS = 4, SENDS = 64, READS = 32, BYTES = 4096 };

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

/* The n-th allocation of a response fails, and with @lasting all later ones. */
static struct {
	unsigned seen, nth;
	bool lasting;
} plan;

static bool no_response_object(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)bytes;
	if (kind != BP_ALLOC_NVMET)
		return false;
	plan.seen++;
	return plan.lasting ? plan.seen >= plan.nth : plan.seen == plan.nth;
}

static const struct bp_alloc_ops counted = { .should_fail = no_response_object };

/* A queue that receives four capsules at a time and may send 129 work requests. */
static void reconnect(struct t_host *h)
{
	const struct nvme_rdma_cm_req req = { .qid = cpu_to_le16(1),
					      .hsqsize = cpu_to_le16(RECVS - 1),
					      .hrqsize = cpu_to_le16(SENDS) };
	struct nvmf_connect_data *data = t_nvmf_connect_data(h->t->ctrl->cntlid);
	struct t_host_command connect = { .cmd = t_nvmf_connect(1, RECVS - 1),
					  .data = (u8 *)data,
					  .bytes = sizeof(*data) };

	t_host_disconnect(h, &h->io);
	assert_true(t_host_connect(h, &h->io, &req, sizeof(req), SENDS));
	assert_int_equal(t_host_do(h, &h->io, &connect), 0);
	h->t->nr_steps = 0;
	free(data);
}

/* A host that sends more than it may; true: that many commands had no response. */
static unsigned flood(struct t_host *h)
{
	static struct t_host_command c[READS];
	static u8 data[BYTES];
	unsigned lost = 0;

	for (unsigned i = 0; i < READS; i++) {
		c[i] = (struct t_host_command){ .cmd = t_nvmf_rw(nvme_cmd_read, i * 8, 7),
						.data = data,
						.bytes = BYTES };
		t_host_send(h, &h->io, &c[i]);
	}
	t_host_settle(h);
	for (unsigned i = 0; i < READS; i++)
		lost += t_host_wait(h, &c[i]) != 0;
	return lost;
}

/* R-C5.1: twice as many responses as receives are there; more of them are made and end. */
static void nvmet_rdma_get_rsp__more_than_there_are__made(void **state)
{
	struct t_host_setup setup = plain;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.ns_per_kib = 5000;
	t_host_init(&h, &t, &setup);
	reconnect(&h);
	memset(&plan, 0, sizeof(plan));
	t.m.env->alloc_ops = &counted;
	assert_int_equal(flood(&h), 0);
	assert_in_range(plan.seen, 1, READS - 2 * RECVS);
	t.m.env->alloc_ops = NULL;
	assert_int_equal(t_host_view(&h).sq_wr_avail, t_host_view(&h).max_send_wr);
	t_host_fini(&h);
}

static struct page *(*real_alloc)(void *arg, u64 max_pfn);
static unsigned pages_left;

static struct page *few_pages(void *arg, u64 max_pfn)
{
	if (!pages_left)
		return NULL;
	pages_left--;
	return real_alloc(arg, max_pfn);
}

/* R-C5.1, INV-NVMET-1: without memory for one the command is dropped, and its receive is there. */
static void nvmet_rdma_recv_done__no_response_object__dropped(void **state)
{
	(void)state;
	for (unsigned lasting = 0; lasting < 2; lasting++) {
		struct t_host_setup setup = plain;
		struct t_host h;
		struct t_target t;
		unsigned lost;

		setup.ns_per_kib = 5000;
		t_host_init(&h, &t, &setup);
		reconnect(&h);
		plan.seen = 0;
		plan.nth = 1;
		plan.lasting = lasting;
		t.m.env->alloc_ops = &counted;
		lost = flood(&h);
		assert_in_range(lost, 1, lasting ? READS - 2 * RECVS : 1);
		t.m.env->alloc_ops = NULL;
		assert_int_equal(flood(&h), 0); /* as before, with each receive */
		assert_int_equal(t_host_view(&h).sq_wr_avail, t_host_view(&h).max_send_wr);
		t_host_fini(&h);
	}
}

static void take_pages(struct bp_page_ops *ops, struct bp_env *env, unsigned most)
{
	*ops = *env->page_ops;
	real_alloc = ops->alloc;
	ops->alloc = few_pages;
	env->page_ops = ops;
	pages_left = most;
}

/* R-C4.1, R-C4.4: two pages for each receive's responses, five for its capsule; any that is
 * missing refuses the connection. */
static void nvmet_rdma_alloc_cmds__few_pages__no_rsc(void **state)
{
	const unsigned needed = RECVS * (2 + 5);
	struct t_host_setup setup = plain;
	const struct bp_page_ops *whole;
	struct bp_page_ops ops;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.inline_data_size = 16384;
	t_host_init_bare(&h, &t, &setup);
	whole = t.m.env->page_ops;
	for (unsigned most = 0; most <= needed; most++) {
		take_pages(&ops, t.m.env, most);
		assert_int_equal(t_host_connect_queue(&h, &h.admin, 1, RECVS), most == needed);
		assert_int_equal(h.admin.refused, most == needed ? 0 : NVME_RDMA_CM_NO_RSC);
		assert_int_equal(pages_left, 0);
		t.m.env->page_ops = whole;
		t_host_disconnect(&h, &h.admin);
	}
	t_host_fini(&h);
}

/* The same with room to bounce: a slot for each mapping, which must be given back. */
static void nvmet_rdma_alloc_rsps__few_slots__no_rsc(void **state)
{
	const u32 needed = RECVS * (2 + 1);
	struct t_host_setup setup = plain;

	(void)state;
	setup.inline_data_size = -1;
	for (u32 slots = 1; slots <= needed; slots++) {
		const struct bp_swiotlb_setup bounce = { .base = bp_phys_addr(0x70000000),
							 .slots = slots,
							 .force = true };
		struct t_host h;
		struct t_target t;
		struct device *hca;

		t_host_init_bare(&h, &t, &setup);
		hca = &t_fabric_dev(&t.m.f, 'c')->dev;
		hca->bp_swiotlb = bp_swiotlb_new(t.m.env, &bounce);
		assert_non_null(hca->bp_swiotlb);
		assert_int_equal(t_host_connect_queue(&h, &h.admin, 1, RECVS), slots == needed);
		assert_int_equal(bp_swiotlb_used(hca->bp_swiotlb), slots == needed ? needed : 0);
		t_host_down(&h);
		assert_int_equal(bp_swiotlb_used(hca->bp_swiotlb), 0);
		bp_swiotlb_free(hca->bp_swiotlb);
		hca->bp_swiotlb = NULL;
		t_host_fini(&h);
	}
}

/* R-C5.2: what comes in a capsule is looked at where the CPU sees it, all of its pages */
static void nvmet_rdma_handle_command__capsule_is_bounced__same_bytes(void **state)
{
	const struct bp_swiotlb_setup bounce = { .base = bp_phys_addr(0x70000000),
						 .slots = 16384,
						 .force = true };
	static u8 data[16384], got[sizeof(data)];
	struct t_host_setup setup = plain;
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 8, sizeof(data) / 512 - 1),
				    .sgl = T_HOST_IN_CAPSULE,
				    .data = data,
				    .bytes = sizeof(data) };
	struct t_host h;
	struct t_target t;
	struct device *hca;

	(void)state;
	setup.inline_data_size = 16384;
	t_host_init_bare(&h, &t, &setup);
	hca = &t_fabric_dev(&t.m.f, 'c')->dev;
	hca->bp_swiotlb = bp_swiotlb_new(t.m.env, &bounce);
	assert_non_null(hca->bp_swiotlb);
	t_host_init_queues(&h, RECVS);
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 7 + i / 512);
	assert_int_equal(t_host_do(&h, &h.io, &c), 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind, BP_NVMET_INLINE);
	assert_int_equal(t_host_rw(&h, nvme_cmd_read, 8, got, sizeof(got)), 0);
	assert_memory_equal(got, data, sizeof(data));
	t_host_down(&h);
	bp_swiotlb_free(hca->bp_swiotlb);
	hca->bp_swiotlb = NULL;
	t_host_fini(&h);
}

/* A response that is made for one command finds no page.  The data is a peer's. */
static void nvmet_rdma_get_rsp__no_page__dropped(void **state)
{
	struct t_host_setup setup = {
		.target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
		.ns_per_kib = 5000
	};
	const struct bp_page_ops *whole;
	struct bp_page_ops ops;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &setup);
	reconnect(&h);
	whole = t.m.env->page_ops;
	take_pages(&ops, t.m.env, 0);
	assert_in_range(flood(&h), 1, READS - 2 * RECVS);
	t.m.env->page_ops = whole;
	assert_int_equal(flood(&h), 0);
	t_host_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_get_rsp__more_than_there_are__made),
		cmocka_unit_test(nvmet_rdma_recv_done__no_response_object__dropped),
		cmocka_unit_test(nvmet_rdma_alloc_cmds__few_pages__no_rsc),
		cmocka_unit_test(nvmet_rdma_alloc_rsps__few_slots__no_rsc),
		cmocka_unit_test(nvmet_rdma_handle_command__capsule_is_bounced__same_bytes),
		cmocka_unit_test(nvmet_rdma_get_rsp__no_page__dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
