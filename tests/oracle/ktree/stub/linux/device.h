/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices are names for members of other structures. */
#ifndef KTREE_LINUX_DEVICE_H
#define KTREE_LINUX_DEVICE_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/completion.h>
#include <linux/cpuhotplug.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rbtree_types.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct device {
	struct kobject kobj;
};

struct device_type;
struct device_attribute;
struct attribute_group;
struct module;

enum rpm_status { RPM_ACTIVE, RPM_SUSPENDED };

#endif
