/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The general header, without what prints, waits or panics. */
#ifndef KTREE_LINUX_KERNEL_H
#define KTREE_LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

#define might_sleep() ((void)0)
#define might_sleep_if(condition) ((void)0)
#define READ 0
#define WRITE 1

int snprintf(char *text, size_t size, const char *format, ...);
void __noreturn panic(const char *format, ...);

#endif
