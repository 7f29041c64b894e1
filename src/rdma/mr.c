/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory regions (rdma-nvmet.md R-A3.3, R-A3.8).
 */
#include <errno.h>

#include "tell.h"

struct ib_mr *ib_alloc_mr(struct ib_pd *pd, enum ib_mr_type mr_type, u32 max_num_sg)
{
	const struct ib_device_ops *ops = pd->device->ops;
	struct ib_mr *mr;

	if (!ops->alloc_mr)
		return ERR_PTR(-EOPNOTSUPP);
	mr = ops->alloc_mr(pd, mr_type, max_num_sg);
	if (IS_ERR(mr))
		return mr;
	mr->device = pd->device;
	mr->pd = pd;
	mr->type = mr_type;
	mr->need_inval = false;
	pd->usecnt++;
	bp_tell_mr(mr, MADE, "R-A3.3", .max_pages = max_num_sg);
	return mr;
}

int ib_dereg_mr(struct ib_mr *mr)
{
	struct ib_pd *pd = mr->pd;
	const struct ib_mr before = *mr;
	int error = mr->device->ops->dereg_mr(mr);

	if (error)
		return error;
	pd->usecnt--;
	bp_tell_mr(&before, GONE, "R-A3.3");
	return 0;
}

int ib_map_mr_sg(struct ib_mr *mr, struct scatterlist *sg, int sg_nents, unsigned *sg_offset,
		 unsigned page_size)
{
	int result;

	if (!mr->device->ops->map_mr_sg)
		return -EOPNOTSUPP;
	mr->page_size = page_size;
	result = mr->device->ops->map_mr_sg(mr, sg, sg_nents, sg_offset);
	bp_tell_mr(mr, MAPPED, "R-A3.8");
	return result;
}
