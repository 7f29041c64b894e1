/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No modules. */
#ifndef KTREE_LINUX_MODULE_H
#define KTREE_LINUX_MODULE_H

#include <linux/export.h>

struct module;

#define THIS_MODULE NULL
#define MODULE_LICENSE(text)
#define module_param(...)

#endif
