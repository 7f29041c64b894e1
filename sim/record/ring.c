/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "record/ring.h"

static bool map(struct bp_ring *ring)
{
	const struct io_uring_params *p = &ring->offsets;
	size_t submit = p->sq_off.array + p->sq_entries * sizeof(u32);
	size_t complete = p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);

	if (!(p->features & IORING_FEAT_SINGLE_MMAP))
		return false;
	ring->sq_bytes = bp_max(submit, complete);
	ring->sqes_bytes = p->sq_entries * sizeof(struct io_uring_sqe);
	ring->sq = mmap(NULL, ring->sq_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
			IORING_OFF_SQ_RING);
	ring->sqes = mmap(NULL, ring->sqes_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd,
			  IORING_OFF_SQES);
	return ring->sq != MAP_FAILED && ring->sqes != MAP_FAILED;
}

bool bp_ring_open(struct bp_ring *ring)
{
	*ring = (struct bp_ring){ .sq = MAP_FAILED, .sqes = MAP_FAILED };
	ring->fd = (int)syscall(SYS_io_uring_setup, 1, &ring->offsets);
	if (ring->fd < 0)
		return false;
	if (map(ring))
		return true;
	bp_ring_close(ring);
	return false;
}

void bp_ring_close(struct bp_ring *ring)
{
	if (ring->fd < 0)
		return;
	if (ring->sq != MAP_FAILED)
		munmap(ring->sq, ring->sq_bytes);
	if (ring->sqes != MAP_FAILED)
		munmap(ring->sqes, ring->sqes_bytes);
	close(ring->fd);
	ring->fd = -1;
}

static _Atomic u32 *at(const struct bp_ring *ring, u32 offset)
{
	return (_Atomic u32 *)(ring->sq + offset);
}

static void put(struct bp_ring *ring, const struct bp_ring_io *io)
{
	u32 tail = atomic_load(at(ring, ring->offsets.sq_off.tail));
	u32 slot = tail & (ring->offsets.sq_entries - 1);

	memset(&ring->sqes[slot], 0, sizeof(ring->sqes[slot]));
	ring->sqes[slot].opcode = io->write ? IORING_OP_WRITE_FIXED : IORING_OP_READ_FIXED;
	/* Else it is tried without waiting first, and a second bio tells of the second try. */
	ring->sqes[slot].flags = IOSQE_ASYNC;
	ring->sqes[slot].fd = io->fd;
	ring->sqes[slot].off = io->offset;
	ring->sqes[slot].addr = (uintptr_t)io->region + io->start;
	ring->sqes[slot].len = io->bytes;
	*at(ring, ring->offsets.sq_off.array + slot * (u32)sizeof(u32)) = slot;
	atomic_store(at(ring, ring->offsets.sq_off.tail), tail + 1);
}

static bool take(struct bp_ring *ring, int64_t *result)
{
	u32 head = atomic_load(at(ring, ring->offsets.cq_off.head));
	const struct io_uring_cqe *cqes = (void *)(ring->sq + ring->offsets.cq_off.cqes);

	if (head == atomic_load(at(ring, ring->offsets.cq_off.tail)))
		return false;
	*result = cqes[head & (ring->offsets.cq_entries - 1)].res;
	atomic_store(at(ring, ring->offsets.cq_off.head), head + 1);
	return true;
}

/* A signal ends no I/O: the memory is the device's until it is done. */
static int64_t finish(struct bp_ring *ring)
{
	int64_t result;
	unsigned submit = 1;

	while (!take(ring, &result)) {
		long done = syscall(SYS_io_uring_enter, ring->fd, submit, 1, IORING_ENTER_GETEVENTS,
				    NULL, 0);

		if (done >= 1)
			submit = 0;
		else if (done < 0 && errno != EINTR && errno != EAGAIN && submit)
			return -errno;
	}
	return result;
}

int64_t bp_ring_do(struct bp_ring *ring, const struct bp_ring_io *io)
{
	struct iovec region = { io->region, io->region_bytes };
	int64_t result;

	if (syscall(SYS_io_uring_register, ring->fd, IORING_REGISTER_BUFFERS, &region, 1))
		return -errno;
	put(ring, io);
	result = finish(ring);
	syscall(SYS_io_uring_register, ring->fd, IORING_UNREGISTER_BUFFERS, NULL, 0);
	return result;
}
