/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identify data of a controller and its namespaces, byte for byte (NVC-26).
 */
#ifndef BP_SIM_NVME_IDENTIFY_H
#define BP_SIM_NVME_IDENTIFY_H

#include <blkpath/nvme_identify.h>

#include "nvme/namespace.h"

struct bp_nvme_controller;

/* Composite temperature, kelvin: as it is, and from where on it is too much. */
#define BP_NVME_TEMPERATURE 313u
#define BP_NVME_WCTEMP 343u
#define BP_NVME_CCTEMP 353u

/* Revision of the only firmware. */
#define BP_NVME_FIRMWARE "1.0"

/* Fills a field: the text as far as it goes, then blanks. */
void bp_nvme_identify_text(char *field, size_t bytes, const char *text);

/* Identify controller; all 4096 bytes are written. */
void bp_nvme_identify_controller(const struct bp_nvme_controller *ctrl, struct nvme_id_ctrl *id);

/* Identify namespace of an active namespace; all 4096 bytes are written. */
void bp_nvme_identify_namespace(const struct bp_nvme_namespace *ns, u32 nsid,
				struct nvme_id_ns *id);

/**
 * bp_nvme_identify_descriptors - namespace identification descriptors
 * @ns: an active namespace
 * @nsid: its number
 * @page: receives 4096 bytes: EUI64 if it has one, else an NGUID made of its number
 */
void bp_nvme_identify_descriptors(const struct bp_nvme_namespace *ns, u32 nsid, u8 *page);

/**
 * bp_nvme_identify_list - ids of active namespaces
 * @ctrl: controller
 * @after: ids greater than this one
 * @list: receives up to 1024 of them in order, the rest is 0
 */
void bp_nvme_identify_list(const struct bp_nvme_controller *ctrl, u32 after, __le32 *list);

#endif
