/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One processor: a variable per processor is a variable. */
#ifndef KTREE_LINUX_PERCPU_H
#define KTREE_LINUX_PERCPU_H

#include <linux/percpu_counter.h>
#include <linux/slab.h>
#include <linux/types.h>

#define __percpu
#define per_cpu_ptr(pointer, cpu) (pointer)
#define this_cpu_ptr(pointer) (pointer)
#define this_cpu_read(variable) (variable)
#define get_cpu() 0
#define put_cpu() ((void)0)
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define alloc_percpu(type) ((type *)kt_alloc(sizeof(type)))
#define free_percpu(pointer) ((void)(pointer))
#define DECLARE_PER_CPU(type, name) extern type name

#endif
