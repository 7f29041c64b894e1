/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The steps of a controller's life, each by its kernel name, for probe, reset and removal.
 *
 * Those that talk to a controller return 0, a negative errno, or a positive NVMe status.
 */
#ifndef BP_NVME_LIFE_H
#define BP_NVME_LIFE_H

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_event.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/nvme_queue.h>

#define BP_NVME_MS 1000000ull /* ns */

/* A time of struct bp_nvme_params as the block layer takes it. */
static inline unsigned bp_nvme_ms(u64 ns)
{
	return (unsigned)((ns + BP_NVME_MS - 1) / BP_NVME_MS);
}

/* bp_event() of a driver: the environment, the function, the member of struct bp_nvme_event. */
#define bp_nvme_event_of(dev_, symbol, member, ...)                                                \
	bp_event((dev_)->ctrl.bp_env, symbol, __VA_ARGS__,                                         \
		 .nvme = &(struct bp_nvme_event){ .pdev = (dev_)->pdev, member })

/* register.c */
u32 bp_nvme_read32(const struct nvme_dev *dev, u32 offset);
void bp_nvme_write32(const struct nvme_dev *dev, u32 offset, u32 value);
u64 bp_nvme_read64(const struct nvme_dev *dev, u32 offset);
void bp_nvme_write64(const struct nvme_dev *dev, u32 offset, u64 value);
u64 bp_nvme_db_bar_size(const struct nvme_dev *dev, unsigned nr_io_queues);
int nvme_remap_bar(struct nvme_dev *dev, u64 size);

/* enable.c */
int nvme_enable_ctrl(struct nvme_ctrl *ctrl, u64 cap);
int nvme_disable_ctrl(struct nvme_ctrl *ctrl, u64 cap);
void nvme_shutdown_ctrl(struct nvme_ctrl *ctrl);

/* function.c */
int nvme_pci_enable(struct nvme_dev *dev);
void nvme_pci_disable(struct nvme_dev *dev);

/* queue.c */
int nvme_alloc_queue(struct nvme_dev *dev, unsigned qid, u32 depth);
void nvme_free_queue(struct nvme_queue *nvmeq);
void nvme_free_queues(struct nvme_dev *dev, unsigned lowest);
void nvme_init_queue(struct nvme_queue *nvmeq);
void nvme_suspend_queue(struct nvme_queue *nvmeq);
int queue_request_irq(struct nvme_queue *nvmeq);

/* completion.c */
unsigned nvme_process_cq(struct nvme_queue *nvmeq);

/* dbbuf.c */
void nvme_dbbuf_dma_alloc(struct nvme_dev *dev);
void nvme_dbbuf_dma_free(struct nvme_dev *dev);
void nvme_dbbuf_init(struct nvme_queue *nvmeq);
void nvme_dbbuf_set(struct nvme_dev *dev);
bool nvme_dbbuf_update_and_check_event(u16 value, __le32 *dbbuf_db, const __le32 *dbbuf_ei);

/* cmb.c */
void nvme_map_cmb(struct nvme_dev *dev);
bool bp_nvme_alloc_sq_in_cmb(struct nvme_queue *nvmeq, u32 depth);

/* admin.c */
#define BP_NVME_NO_BUFFER bp_virt_addr(0) /* of a command without data */

struct request *nvme_alloc_request(struct request_queue *q, struct nvme_command *cmd,
				   unsigned flags);
int __nvme_submit_sync_cmd(struct request_queue *q, struct nvme_command *cmd, u64 *result,
			   bp_virt_addr_t buffer, unsigned bytes);
int nvme_submit_sync_cmd(struct request_queue *q, struct nvme_command *cmd, bp_virt_addr_t buffer,
			 unsigned bytes);
int nvme_set_features(struct nvme_ctrl *ctrl, u32 fid, u32 dword11, u32 *result);
int bp_nvme_identify(struct nvme_ctrl *ctrl, u32 nsid, u8 cns, void *data);
int nvme_get_log(struct nvme_ctrl *ctrl, u32 nsid, u8 page, void *log, unsigned bytes);

/* queue_commands.c */
int adapter_alloc_cq(struct nvme_dev *dev, u16 qid, struct nvme_queue *nvmeq, u16 vector);
int adapter_alloc_sq(struct nvme_dev *dev, u16 qid, struct nvme_queue *nvmeq);
int adapter_delete_cq(struct nvme_dev *dev, u16 cqid);
int adapter_delete_sq(struct nvme_dev *dev, u16 sqid);
void nvme_disable_io_queues(struct nvme_dev *dev);

/* admin_queue.c */
int nvme_pci_configure_admin_queue(struct nvme_dev *dev);
int nvme_alloc_admin_tags(struct nvme_dev *dev);
void nvme_dev_remove_admin(struct nvme_dev *dev);

/* io_queues.c */
int nvme_setup_io_queues(struct nvme_dev *dev);
void nvme_suspend_io_queues(struct nvme_dev *dev);
int nvme_dev_add(struct nvme_dev *dev);
void bp_nvme_update_queues(struct nvme_dev *dev);

/* identify.c */
int nvme_init_identify(struct nvme_ctrl *ctrl);

/* namespace.c, scan.c */
void nvme_alloc_ns(struct nvme_ctrl *ctrl, u32 nsid);
void nvme_ns_remove(struct nvme_ns *ns);
int nvme_revalidate_disk(struct nvme_ns *ns);
void nvme_remove_namespaces(struct nvme_ctrl *ctrl);
void nvme_scan_work(struct bp_work *work);
void nvme_queue_scan(struct nvme_ctrl *ctrl);

/* async_event.c */
void nvme_enable_aen(struct nvme_ctrl *ctrl);
void nvme_async_event_work(struct bp_work *work);
void nvme_complete_async_event(struct nvme_ctrl *ctrl, __le16 status, __le64 result);

/* built.c: the event of a request that became a command */
void bp_nvme_tell_built(struct nvme_dev *dev, struct request *rq);

/* freeze.c */
void nvme_stop_queues(struct nvme_ctrl *ctrl);
void nvme_start_queues(struct nvme_ctrl *ctrl);
void nvme_start_freeze(struct nvme_ctrl *ctrl);
bool nvme_wait_freeze_timeout(struct nvme_ctrl *ctrl, unsigned timeout_ms);
void nvme_unfreeze(struct nvme_ctrl *ctrl);
void nvme_kill_queues(struct nvme_ctrl *ctrl);

/* disable.c */
void bp_nvme_lock(struct nvme_dev *dev);
void bp_nvme_unlock(struct nvme_dev *dev);

/* reset.c */
void nvme_reset_work(struct bp_work *work);

/* remove.c */
void bp_nvme_give_memory_back(struct nvme_dev *dev);
void bp_nvme_remove_due(struct bp_timer *timer);

/* start.c */
void nvme_start_ctrl(struct nvme_ctrl *ctrl);
void nvme_stop_ctrl(struct nvme_ctrl *ctrl);

#endif
