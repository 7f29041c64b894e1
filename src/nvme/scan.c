/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which namespaces there are (NVH-39).
 */
#include <errno.h>

#include <blkpath/nvme_log.h>

#include "life.h"

#define VS_1_1 0x00010100u
#define CHANGED_BYTES 4096u /* NVME_MAX_CHANGED_NAMESPACES numbers */
#define NO_END (~0ull)	    /* above every number */
#define LIST_ENTRIES (NVME_IDENTIFY_DATA_SIZE / sizeof(__le32))

struct nvme_ns *bp_nvme_find_ns(const struct nvme_ctrl *ctrl, u32 nsid)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		if (ns->ns_id == nsid)
			break;
	return ns;
}

/*
 * MODEL: in a reset a command would wait for its end, and that, further out on the same stack, for
 * this work.  Nothing is lost: the end of a reset asks for another scan.
 */
static bool is_live(const struct nvme_ctrl *ctrl)
{
	return ctrl->state == NVME_CTRL_LIVE;
}

/*
 * A controller that fails says nothing about its namespaces.  MODEL: a disk that ended for want of
 * I/O queues stays for those who hold it, behind the new one; the kernel took it away then.
 */
static void nvme_validate_ns(struct nvme_ctrl *ctrl, u32 nsid)
{
	struct nvme_ns *ns = bp_nvme_find_ns(ctrl, nsid);

	if (!ns || bp_queue_flag(ns->queue, QUEUE_FLAG_DYING))
		nvme_alloc_ns(ctrl, nsid);
	else if (nvme_revalidate_disk(ns) == -ENODEV && is_live(ctrl))
		nvme_ns_remove(ns);
}

/* Those with first < number < end are gone. */
static void remove_between(struct nvme_ctrl *ctrl, u32 first, u64 end)
{
	struct nvme_ns *ns = TAILQ_FIRST(&ctrl->namespaces), *next;

	for (; ns; ns = next) {
		next = TAILQ_NEXT(ns, list);
		if (ns->ns_id > first && ns->ns_id < end)
			nvme_ns_remove(ns);
	}
}

/* Numbers ascend, and 0 ends them.  Returns whether another page may follow. */
static bool take_page(struct nvme_ctrl *ctrl, const __le32 *list, u32 *last)
{
	for (unsigned i = 0; i < LIST_ENTRIES && is_live(ctrl); i++) {
		const u32 nsid = le32_to_cpu(list[i]);
		const bool is_end = nsid <= *last || nsid > ctrl->nn;

		remove_between(ctrl, *last, is_end ? NO_END : nsid);
		if (is_end)
			return false;
		nvme_validate_ns(ctrl, nsid);
		*last = nsid;
	}
	return is_live(ctrl);
}

/* Returns a status above 0 if the controller refuses lists: then numbers are tried one by one. */
static int nvme_scan_ns_list(struct nvme_ctrl *ctrl)
{
	__le32 *list = bp_alloc(ctrl->bp_env, BP_ALLOC_NVME, NVME_IDENTIFY_DATA_SIZE);
	bool goes_on = true;
	u32 last = 0;
	int status = 0;

	if (!list)
		return 0; /* disks stay as they are */
	while (goes_on && !status) {
		status = bp_nvme_identify(ctrl, last, NVME_ID_CNS_NS_ACTIVE_LIST, list);
		if (!status)
			goes_on = take_page(ctrl, list, &last);
	}
	bp_free(ctrl->bp_env, list);
	return status;
}

static void nvme_scan_ns_sequential(struct nvme_ctrl *ctrl)
{
	for (u32 nsid = 1; nsid <= ctrl->nn && is_live(ctrl); nsid++)
		nvme_validate_ns(ctrl, nsid);
	if (is_live(ctrl))
		remove_between(ctrl, ctrl->nn, NO_END);
}

/*
 * Until the log has been read the controller is silent about further changes (INV-NVME-33).  What
 * it says is not asked: somebody else may have read it before.
 */
static void nvme_clear_changed_ns_log(struct nvme_ctrl *ctrl)
{
	void *log = bp_alloc(ctrl->bp_env, BP_ALLOC_NVME, CHANGED_BYTES);
	int status = -ENOMEM;

	if (log)
		status = nvme_get_log(ctrl, NVME_NSID_ALL, NVME_LOG_CHANGED_NS, log, CHANGED_BYTES);
	ctrl->bp_ns_changed = status != 0; /* once more with the next scan */
	bp_free(ctrl->bp_env, log);
}

void nvme_scan_work(struct bp_work *work)
{
	struct nvme_ctrl *ctrl = bp_container_of(work, struct nvme_ctrl, scan_work);

	if (!is_live(ctrl))
		return;
	to_nvme_dev(ctrl)->bp_users++;
	if (ctrl->bp_ns_changed)
		nvme_clear_changed_ns_log(ctrl);
	if (is_live(ctrl) && (ctrl->vs < VS_1_1 || nvme_scan_ns_list(ctrl) > 0))
		nvme_scan_ns_sequential(ctrl);
	to_nvme_dev(ctrl)->bp_users--;
}

void nvme_queue_scan(struct nvme_ctrl *ctrl)
{
	bp_work_queue(ctrl->bp_env, &ctrl->scan_work);
}

void nvme_remove_namespaces(struct nvme_ctrl *ctrl)
{
	while (!TAILQ_EMPTY(&ctrl->namespaces))
		nvme_ns_remove(TAILQ_FIRST(&ctrl->namespaces));
}
