/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects of sysfs are names. */
#ifndef KTREE_LINUX_KOBJECT_H
#define KTREE_LINUX_KOBJECT_H

struct kobject {
};

struct kobj_type;
struct attribute {
	const char *name;
};

#endif
