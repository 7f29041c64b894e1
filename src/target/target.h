/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the target's core.
 */
#ifndef BP_TARGET_H
#define BP_TARGET_H

#include <blkpath/event.h>
#include <blkpath/nvmet_config.h>
#include <blkpath/nvmet_event.h>

#define BP_NVMET_DNR(sc) ((u16)((sc) | NVME_SC_DNR))

/* What a transport adds to the event of a step. */
struct bp_nvmet_facts {
	int result;
	u32 n_rdma;
	u32 wrs;
	u32 credits;
	u32 data_wrs;
	bool invalidates;
	bool wants_invalidate;
	u32 key;
};

/* told.c; @facts may be NULL */
void bp_nvmet_tell(const struct nvmet_req *req, enum bp_nvmet_step step, const char *rule,
		   const struct bp_nvmet_facts *facts);

/* parse.c: what a command is; 0 and execute is set, or an NVMe status */
u16 bp_nvmet_parse(struct nvmet_req *req);

/* bdev_parse.c */
u16 nvmet_bdev_parse_io_cmd(struct nvmet_req *req);

/* bdev.c, bdev_ranges.c, bdev_status.c */
bool bp_nvmet_sectors(const struct nvmet_ns *ns, u64 slba, u64 blocks, sector_t *sector);
void nvmet_bdev_execute_rw(struct nvmet_req *req);
void nvmet_bdev_execute_flush(struct nvmet_req *req);
void nvmet_bdev_execute_dsm(struct nvmet_req *req);
void nvmet_bdev_execute_write_zeroes(struct nvmet_req *req);
void nvmet_bio_done(struct bio *bio);
u16 blk_to_nvme_status(struct nvmet_req *req, blk_status_t status);

/* connect.c, property.c */
u16 nvmet_parse_connect_cmd(struct nvmet_req *req);
u16 nvmet_parse_fabrics_cmd(struct nvmet_req *req);
void nvmet_update_cc(struct nvmet_ctrl *ctrl, u32 cc);

/* ctrl.c */
u16 nvmet_alloc_ctrl(struct nvmet_req *req, const struct nvmf_connect_data *data, u32 kato_ms,
		     struct nvmet_ctrl **ctrlp);
u16 nvmet_ctrl_find_get(struct nvmet_req *req, const struct nvmf_connect_data *data,
			struct nvmet_ctrl **ctrlp);
void nvmet_ctrl_put(struct nvmet_ctrl *ctrl);

/* subsys.c */
struct nvmet_subsys *nvmet_find_get_subsys(const struct nvmet_port *port, const char *subsysnqn);

/* ns.c */
struct nvmet_ns *nvmet_find_namespace(const struct nvmet_ctrl *ctrl, u32 nsid);
void nvmet_put_namespace(struct nvmet_ns *ns);

/* p2p.c */
int nvmet_p2pmem_ns_enable(const struct nvmet_ns *ns);
void nvmet_p2pmem_ns_add_p2p(struct nvmet_ctrl *ctrl, const struct nvmet_ns *ns);
void bp_nvmet_p2p_drop(struct nvmet_ctrl *ctrl, u32 nsid);
void nvmet_setup_p2p_ns_map(struct nvmet_ctrl *ctrl, struct device *client);
void nvmet_release_p2p_ns_map(struct nvmet_ctrl *ctrl);
struct pci_dev *bp_nvmet_p2p_of(const struct nvmet_ctrl *ctrl, u32 nsid);

#endif
