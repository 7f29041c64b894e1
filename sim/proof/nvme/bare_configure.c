/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof/nvme/bare.h"

#define BLOCKS 1024u
#define CMB_ALL 0x1fu
#define CMB_PAGES 0x40000u /* of 4 KiB: SZ of CMBSZ */

static struct bp_nvme_namespace_config draw_namespace(struct bp_choices *c)
{
	struct bp_nvme_namespace_config ns = { .blocks = BLOCKS, .nr_formats = 4 };

	ns.formats[0] = (struct bp_nvme_format){ .lbads = 9 };
	ns.formats[1] = (struct bp_nvme_format){ .lbads = 12 };
	ns.formats[2] = (struct bp_nvme_format){ .lbads = 9, .ms = 8 };
	ns.formats[3] = (struct bp_nvme_format){ .lbads = 12, .ms = 16 };
	ns.layout.format = (u8)bp_choose_below(c, ns.nr_formats);
	if (ns.formats[ns.layout.format].ms) {
		ns.layout.extended = bp_choose_once_in(c, 2);
		ns.layout.pi_type = (u8)bp_choose_below(c, 4);
	}
	ns.layout.pi_first = bp_choose_once_in(c, 2);
	ns.protect = (enum bp_nvme_protect)bp_choose(c, 0, 0, 0, 0, 1, 2);
	ns.capacity_blocks = bp_choose(c, 0, 0, 16);
	ns.cache_blocks = bp_choose(c, 0, 1, 8);
	ns.noiob = (u16)bp_choose(c, 0, 8);
	ns.ones = bp_choose_once_in(c, 2);
	ns.unwritten_fails = bp_choose_once_in(c, 4);
	return ns;
}

static void draw_cmb(struct bp_nvme_config *config, struct bp_choices *c)
{
	if (!bp_choose_once_in(c, 2))
		return;
	config->vs = BP_NVME_VS_1_4;
	config->cmb_scheme = (enum bp_nvme_cmb_scheme)bp_choose_below(c, 2);
	config->cmbloc = 2 | (u32)bp_choose_edge(c, 0, 63, 63) << 3;
	config->cmbsz = CMB_PAGES | (u32)bp_choose_edge(c, 0, CMB_ALL, CMB_ALL);
}

void bp_bare_configure(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	struct bp_nvme_config *config = &bare->config;

	*config = bp_nvme_config_default();
	for (unsigned i = 0; i < BP_BARE_NAMESPACES; i++)
		bare->namespaces[i] = draw_namespace(c);
	config->namespaces = bare->namespaces;
	config->nr_namespaces = BP_BARE_NAMESPACES;
	config->mqes = (u16)bp_choose(c, 1023, 1, 15);
	config->mdts = (u8)bp_choose(c, 5, 1, 3, 9); /* not 0: no transfers of gigabytes */
	config->sgls = (u32)bp_choose(c, 0xf0001, 0, 0x10002, 0x10001, 0x40001);
	config->max_sgl_descriptors = (u32)bp_choose(c, 65536, 1, 4, 20);
	config->dstrd = (u8)bp_choose(c, 0, 1, 4);
	config->nssrs = bp_choose_once_in(c, 2);
	config->mpsmax = (u8)bp_choose(c, 0, 1, 4);
	config->vwc = (u8)bp_choose(c, 1, 0);
	config->oacs = (u16)bp_choose(c, 0x102, 0, 0x2);
	config->kas = (u16)bp_choose(c, 0, 1);
	config->nr_io_queues = (unsigned)bp_choose(c, 16, 1, 2);
	config->vectors = (unsigned)bp_choose(c, 4, 0, 1);
	config->strict_doorbell = bp_choose_once_in(c, 4);
	config->burst = (unsigned)bp_choose(c, 8, 0, 1);
	config->order = (enum bp_nvme_order)bp_choose_below(c, 2);
	config->seed = bp_choose_below(c, 256);
	config->transition_ns = bp_choose(c, 0, 1000);
	config->list_ns = bp_choose(c, 0, 10);
	for (unsigned i = 0; i < BP_NVME_SERVE_NR; i++)
		config->service[i].ns = bp_choose(c, 0, 1000, 100000);
	draw_cmb(config, c);
	for (unsigned i = 0; i < BP_BARE_QUEUES; i++)
		bare->ring[i] = (struct bp_bare_ring){
			.size = (u32)bp_choose(c, 32, 2, 3, 64),
			.phase = true,
		};
}
