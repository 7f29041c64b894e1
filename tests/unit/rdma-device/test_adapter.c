/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapters, their profiles and what drivers see of them (rdma-nvmet.md A1, R-A2.5).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/p2pdma.h>

#include "bp_test.h"
#include "p2p.h"
#include "rdma.h"

/* R-A1.2, R-A1.4 */
static void bp_rdma_profile__each__its_limits(void **state)
{
	static const struct {
		const char *name;
		enum bp_rdma_protocol protocol;
		bool is_virtual, has_dma_key;
		int send_sge, recv_sge, sge_rd, qp_wr, rd_atom;
		u32 pages, msg;
	} cases[] = {
		{ "ib", BP_RDMA_IB, false, true, 30, 30, 30, 0x4000, 16, 512, 1u << 30 },
		{ "iwarp", BP_RDMA_IWARP, false, true, 30, 30, 1, 0x4000, 16, 512, 1u << 30 },
		{ "tiny", BP_RDMA_IB, false, true, 2, 30, 2, 64, 16, 4, 1u << 30 },
		{ "virt", BP_RDMA_ROCE, true, false, 32, 32, 32, 0x4000, 128, 512, 0x800000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bp_rdma_config config;
		const struct ib_device_attr *a = &config.attrs;

		assert_int_equal(bp_rdma_profile(cases[i].name, &config, NULL), 0);
		assert_int_equal(bp_rdma_config_check(&config, NULL), 0);
		assert_string_equal(config.profile, cases[i].name);
		assert_int_equal(config.protocol, cases[i].protocol);
		assert_int_equal(config.is_virtual, cases[i].is_virtual);
		assert_int_equal(!!(a->device_cap_flags & IB_DEVICE_LOCAL_DMA_LKEY),
				 cases[i].has_dma_key);
		assert_true(a->device_cap_flags & IB_DEVICE_MEM_MGT_EXTENSIONS);
		assert_int_equal(a->max_send_sge, cases[i].send_sge);
		assert_int_equal(a->max_recv_sge, cases[i].recv_sge);
		assert_int_equal(a->max_sge_rd, cases[i].sge_rd);
		assert_int_equal(a->max_qp_wr, cases[i].qp_wr);
		assert_int_equal(a->max_qp_rd_atom, cases[i].rd_atom);
		assert_int_equal(a->max_qp_init_rd_atom, cases[i].rd_atom);
		assert_int_equal(a->max_fast_reg_page_list_len, cases[i].pages);
		assert_int_equal(a->max_msg_sz, cases[i].msg);
		assert_int_equal(a->max_cqe, 32767);
		assert_int_equal(a->max_mr, 256 * 1024);
		assert_int_equal(a->max_pd, 0x7ffc);
		assert_int_equal(a->max_qp, 0x10000);
	}
}

static void bp_rdma_profile__unknown__told(void **state)
{
	struct bp_rdma_config config;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_rdma_profile("opa", &config, &err), -EINVAL);
	assert_string_equal(err.key, "profile");
	assert_string_equal(err.text,
			    "there is no RDMA profile 'opa': ib, iwarp, tiny and virt exist");
}

static void bp_rdma_adapter_new__number_out_of_range__told(void **state)
{
	struct t_rdma t;
	struct bp_rdma_adapter *a = NULL;
	struct bp_error err = { 0 };

	(void)state;
	t_rdma_init(&t, "ib");
	t.config.attrs.max_sge_rd = 0;
	assert_int_equal(bp_rdma_adapter_new(t.f.fabric, t_fabric_dev(&t.f, 'f'), &t.config, &a,
					     &err),
			 -EINVAL);
	assert_null(a);
	assert_string_equal(err.key, "max_sge_rd");
	assert_string_equal(err.text, "0 is not in 1..256");
	t_rdma_fini(&t);
}

static void bp_rdma_adapter_new__virtual_profile__told(void **state)
{
	struct t_rdma t;
	struct bp_rdma_config config;
	struct bp_rdma_adapter *a = NULL;
	struct bp_error err = { 0 };

	(void)state;
	t_rdma_init(&t, "ib");
	bp_rdma_profile("virt", &config, NULL);
	assert_int_equal(bp_rdma_adapter_new(t.f.fabric, t_fabric_dev(&t.f, 'f'), &config, &a,
					     &err),
			 -EINVAL);
	assert_string_equal(err.text, "profile 'virt' is for a software adapter only");
	memset(&err, 0, sizeof(err));
	assert_int_equal(bp_rdma_adapter_virtual(t.env, &t.config, &a, &err), -EINVAL);
	assert_string_equal(err.text, "profile 'ib' is for hardware only");
	assert_null(a);
	t_rdma_fini(&t);
}

/* R-A1.1, R-A2.1 */
static void bp_rdma_device__in_a_fabric__its_function_masters_dma(void **state)
{
	struct t_rdma t;

	(void)state;
	t_rdma_init(&t, "iwarp");
	assert_ptr_equal(t.near.ib->dma_device, &t_fabric_dev(&t.f, 'c')->dev);
	assert_false(ib_uses_virt_dma(t.near.ib));
	assert_true(rdma_protocol_iwarp(t.near.ib, 1));
	assert_true(rdma_cap_read_inv(t.near.ib, 1));
	assert_int_equal(t.near.ib->attrs.max_sge_rd, 1);
	assert_int_equal(t.near.ib->num_comp_vectors, 4);
	assert_int_equal(t.near.ib->phys_port_cnt, 1);
	assert_int_equal(t.near.ib->local_dma_lkey, 0x100);
	assert_int_not_equal(t.near.ib->node_guid, t.far.ib->node_guid);
	t_rdma_fini(&t);
}

/* R-C4.3: users tell adapters apart by it; c and f are slot 0, function 0 of two buses. */
static void bp_rdma_adapter_new__two_functions__two_guids(void **state)
{
	struct bp_rdma_adapter *beside;
	struct t_rdma t;

	(void)state;
	t_rdma_init(&t, "ib");
	assert_int_equal(t_fabric_dev(&t.f, 'c')->devfn, t_fabric_dev(&t.f, 'f')->devfn);
	assert_int_equal(bp_rdma_adapter_new(t.f.fabric, t_fabric_dev(&t.f, 'f'), &t.config,
					     &beside, NULL),
			 0);
	assert_int_not_equal(bp_rdma_device(beside)->node_guid, t.near.ib->node_guid);
	assert_int_not_equal(bp_rdma_device(beside)->node_guid, t.far.ib->node_guid);
	bp_rdma_adapter_free(beside);
	t_rdma_fini(&t);
}

/* R-A2.5: no bus address for it; the distance check refuses it as a client, and says so. */
static void bp_rdma_adapter_virtual__as_a_peer__refused(void **state)
{
	struct t_p2p m;
	struct bp_rdma_config config;
	struct bp_rdma_adapter *a;
	struct device *client[2];

	(void)state;
	t_p2p_init(&m, "RP - U - { D - a , D - b }", BP_P2P_DIRECT, 0);
	assert_int_equal(bp_rdma_profile("virt", &config, NULL), 0);
	assert_int_equal(bp_rdma_adapter_virtual(&m.pci.env, &config, &a, NULL), 0);
	assert_true(ib_uses_virt_dma(bp_rdma_device(a)));
	assert_int_equal(bp_rdma_device(a)->local_dma_lkey, 0);
	client[0] = &t_p2p_dev(&m, 'b')->dev;
	client[1] = bp_rdma_device(a)->dma_device;
	assert_true(pci_p2pdma_distance_many(t_p2p_dev(&m, 'a'), client, 1, true) >= 0);
	assert_int_equal(t_p2p_hits(&m, BP_SITE_P2P_VIRT_CLIENT), 0);
	assert_int_equal(pci_p2pdma_distance_many(t_p2p_dev(&m, 'a'), client, 2, true), -1);
	assert_int_equal(t_p2p_hits(&m, BP_SITE_P2P_VIRT_CLIENT), 1);
	bp_rdma_adapter_free(a);
	t_p2p_fini(&m);
}

static void bp_rdma_adapter_free__null__nothing(void **state)
{
	(void)state;
	bp_rdma_adapter_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_rdma_profile__each__its_limits),
		cmocka_unit_test(bp_rdma_profile__unknown__told),
		cmocka_unit_test(bp_rdma_adapter_new__number_out_of_range__told),
		cmocka_unit_test(bp_rdma_adapter_new__virtual_profile__told),
		cmocka_unit_test(bp_rdma_device__in_a_fabric__its_function_masters_dma),
		cmocka_unit_test(bp_rdma_adapter_new__two_functions__two_guids),
		cmocka_unit_test(bp_rdma_adapter_virtual__as_a_peer__refused),
		cmocka_unit_test(bp_rdma_adapter_free__null__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
