/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A task has a plug and a list of bios, and both are empty. */
#ifndef KTREE_LINUX_SCHED_H
#define KTREE_LINUX_SCHED_H

#include <linux/types.h>

struct bio_list;
struct blk_plug;

struct task_struct {
	struct blk_plug *plug;
	struct bio_list *bio_list;
	struct io_context *io_context;
	unsigned int flags;
};

extern struct task_struct kt_task;

#define current (&kt_task)
#define in_interrupt() 0
#define in_task() 1
#define in_hardirq() 0
#define HZ CONFIG_HZ
#define TASK_RUNNING 0
#define PF_BLOCK_TS 0
#define __set_current_state(state) ((void)(state))

/* One processor. */
typedef struct cpumask {
} cpumask_var_t[1];

struct __call_single_data {
};

int wake_up_process(struct task_struct *task);

/* What the headers of the block layer look at in files. */
struct super_block {
	struct block_device *s_bdev;
	unsigned char s_blocksize_bits;
};

struct inode {
	unsigned int i_blkbits;
	bool kt_unhashed;
};

#define inode_unhashed(inode) ((inode)->kt_unhashed)

#endif
