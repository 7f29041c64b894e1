/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/config.h"

struct bp_nvme_config bp_nvme_config_default(void)
{
	return (struct bp_nvme_config){
		.mqes = 1023,
		.cqr = true,
		.to = 20,
		.css = 1,
		.vs = BP_NVME_VS_1_3,
		.oncs = 0x5d | 0x80, /* all but Write Uncorrectable and reservations */
		.vwc = 1,
		.oacs = 0x2, /* Format */
		.elpe = 63,
		.acl = 3,
		.aerl = 3,
		.nr_io_queues = 64,
		.vectors = 65,
		.burst = 8,
		.peer_mmio_depth = 8,
		.max_sgl_descriptors = 65536,
	};
}
