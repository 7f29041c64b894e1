/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device that recordings are made of: a loop device of our own, or one that the user named.
 */
#ifndef SIM_RECORD_TARGET_H
#define SIM_RECORD_TARGET_H

#include <limits.h>
#include <sys/types.h>

#include <blkpath/error.h>
#include <blkpath/types.h>

#define BP_LOOP_BYTES ((u64)64 << 20)

/**
 * struct bp_target - an open device
 * @fd: the device, for direct I/O
 * @bytes_fd: another way to the same bytes, past the queue: the file below a loop device; else -1
 * @number: of the device
 * @added: number of a loop device that was not there before, else -1
 * @sectors: its size
 * @writable: writing is allowed
 * @ours: nobody else uses it, so what was written stays
 * @src: what the recording calls it
 * @queue: its queue directory
 */
struct bp_target {
	int fd;
	int bytes_fd;
	dev_t number;
	int added;
	u64 sectors;
	bool writable;
	bool ours;
	char src[64];
	char queue[PATH_MAX];
};

/**
 * bp_target_look_up - fill in what sysfs and the kernel say of an open device
 * @target: with @fd open
 * @name: as the user knows it, for messages
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled: no whole device, or a stacked one.
 */
int bp_target_look_up(struct bp_target *target, const char *name, struct bp_error *err);

/**
 * bp_target_open_device - open a device that the user named
 * @target: receives it
 * @path: its name
 * @destroy_data: writing is allowed; else it is only read
 * @err: receives the message: one sentence on what cannot be done
 *
 * Return: 0, or negative errno with @err filled; nothing is open then.
 */
int bp_target_open_device(struct bp_target *target, const char *path, bool destroy_data,
			  struct bp_error *err);

/**
 * struct bp_loop - what loop devices are made of
 * @backing: a file without a name
 */
struct bp_loop {
	int backing;
};

/**
 * bp_loop_begin - make the file
 * @loop: receives it; to be ended in any case
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_loop_begin(struct bp_loop *loop, struct bp_error *err);

void bp_loop_end(struct bp_loop *loop);

/**
 * bp_target_open_loop - make a loop device over the file
 * @target: receives it; it is gone when it is closed, however the process ends
 * @loop: the file
 * @block_bytes: its logical block
 * @direct: it shall use direct I/O itself, if the file's place allows it
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; nothing is open then.
 */
int bp_target_open_loop(struct bp_target *target, const struct bp_loop *loop, unsigned block_bytes,
			bool direct, struct bp_error *err);

/* Takes a loop device away that nobody uses any more. */
void bp_loop_remove(int number);

void bp_target_close(struct bp_target *target);

#endif
