/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two whole controllers in one machine, each with a drive, a host and I/O queue 1.
 */
#ifndef TWO_CONTROLLERS_H
#define TWO_CONTROLLERS_H

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/namespace.h"

#define TWO_BLOCK 512u
#define TWO_CMB 0x10000u /* offset in BAR 0 of b */

struct two {
	struct t_nvctrl a, b;
};

/* @cmbsz is that of b; its buffer lies at TWO_CMB of its BAR 0. */
static inline void two_start_with(struct two *t, bool deferred, u32 cmbsz)
{
	static const struct bp_nvme_namespace_config disk = { .blocks = 1024 };
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = &disk;
	config.nr_namespaces = 1;
	config.sgls = 1;
	config.peer_mmio_deferred = deferred;
	t_nvctrl_start(&t->a, &config);
	config.cmbsz = cmbsz;
	config.cmbloc = cmbsz ? TWO_CMB / 4096 << 12 : 0;
	t_nvctrl_beside(&t->b, &t->a, &config);
	t_nvctrl_enable(&t->b);
	t_nvctrl_queues(&t->a, 1);
	t_nvctrl_queues(&t->b, 1);
}

static inline void two_start(struct two *t, bool deferred)
{
	two_start_with(t, deferred, 0);
}

static inline void two_stop(struct two *t)
{
	t_nvctrl_fini(&t->b);
	t_nvctrl_fini(&t->a);
}

static inline u64 two_bar(const struct t_nvctrl *t)
{
	return t_fabric_bus(t->at, t->name);
}

static inline const struct bp_nvme_counters *two_counters(const struct t_nvctrl *t)
{
	return bp_nvme_controller_counters(t->ctrl);
}

static inline struct nvme_sgl_desc two_data_block(u64 address, u32 bytes)
{
	return (struct nvme_sgl_desc){ .addr = cpu_to_le64(address), .length = cpu_to_le32(bytes) };
}

/* A block of the medium that begins with a word, again and again. */
static inline void two_put_word(struct t_nvctrl *t, u64 slba, u32 word)
{
	struct nvme_command cmd = { .rw = { .opcode = nvme_cmd_write } };
	__le32 block[TWO_BLOCK / 4];
	const u64 at = t_nvctrl_ram(t, sizeof(block));

	for (unsigned i = 0; i < bp_array_size(block); i++)
		block[i] = cpu_to_le32(word);
	t_nvctrl_put(t, at, block, sizeof(block));
	cmd.rw.nsid = cpu_to_le32(1);
	cmd.rw.slba = cpu_to_le64(slba);
	cmd.rw.dptr.prp1 = cpu_to_le64(at);
	assert_nvme_status(t_nvctrl_status(t, 1, &cmd), NVME_SC_SUCCESS);
}

#endif
