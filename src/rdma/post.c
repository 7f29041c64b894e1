/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work is handed to the device (rdma-nvmet.md A6).
 */
#include <blkpath/ib_verbs.h>

int ib_post_send(struct ib_qp *qp, const struct ib_send_wr *send_wr,
		 const struct ib_send_wr **bad_send_wr)
{
	const struct ib_send_wr *nobody;

	return qp->device->ops->post_send(qp, send_wr, bad_send_wr ? bad_send_wr : &nobody);
}

int ib_post_recv(struct ib_qp *qp, const struct ib_recv_wr *recv_wr,
		 const struct ib_recv_wr **bad_recv_wr)
{
	const struct ib_recv_wr *nobody;

	return qp->device->ops->post_recv(qp, recv_wr, bad_recv_wr ? bad_recv_wr : &nobody);
}
