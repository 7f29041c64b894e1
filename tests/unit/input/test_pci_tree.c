/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trees of real machines, and of machines that cannot be (docs/spec/p2pdma-newer.md 11, P-90).
 */
#define _GNU_SOURCE /* memfd_create */
#include "bp_test.h"

#include <dirent.h>
#include <errno.h>
#include <sys/mman.h>

#include "input/lspci.h"
#include "input/pci_tree.h"
#include "input_test.h"
#include "random.h"

struct t_machine {
	struct bp_env env;
	struct bp_pci_tree *tree;
	struct bp_pci_records records;
	int result;
	struct bp_error err;
};

static void start(struct t_machine *m, const char *path)
{
	memset(m, 0, sizeof(*m));
	bp_env_init(&m->env);
	m->tree = bp_pci_tree_new(&m->env);
	m->result = bp_lspci_read(&m->records, path, &m->err);
	if (!m->result)
		m->result = bp_pci_tree_build(m->tree, &m->records, &m->err);
}

static void start_text(struct t_machine *m, const char *text)
{
	const char *path = t_file(text);

	start(m, path);
	unlink(path);
}

static void stop(struct t_machine *m)
{
	bp_pci_tree_free(m->tree);
	bp_pci_records_free(&m->records);
	bp_env_fini(&m->env);
}

/* A bridge as -v prints it, all that the tree needs. */
#define BRIDGE(address, primary, secondary, last)                                                  \
	address " PCI bridge: x\n\tBus: primary=" primary ", secondary=" secondary                 \
		", subordinate=" last ", sec-latency=0\n"
#define LINE(at) at ": 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
#define BYTES LINE("00") LINE("10") LINE("20") LINE("30")
#define DEVICE(address) address " Device: x\n\tFlags: x\n"

static void bp_pci_tree_build__two_roots__each_has_its_host_bridge(void **state)
{
	struct t_machine m;
	struct pci_host_bridge *bridge;

	(void)state;
	start(&m, t_source("tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt"));
	assert_int_equal(m.result, 0);
	bridge = TAILQ_FIRST(&bp_pci_tree_pci(m.tree)->bridges);
	assert_int_equal(bridge->bus->number, 0);
	bridge = TAILQ_NEXT(bridge, link);
	assert_int_equal(bridge->bus->number, 0x40);
	assert_null(TAILQ_NEXT(bridge, link));
	assert_int_equal(bp_pci_tree_bus(m.tree, 0, 6)->self->bus->number, 5);
	assert_int_equal(m.records.nr_warnings, 0);
	stop(&m);
}

static void bp_pci_tree_build__odd_numbers__a_warning(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ BRIDGE("00:01.0", "00", "01", "09") BRIDGE("00:02.0", "00", "05", "07")
			  DEVICE("05:00.0"),
		  "0000:00:01.0: its buses 01 to 09 overlap those of another bridge; up to 04" },
		{ BRIDGE("00:01.0", "00", "01", "02") BRIDGE("01:00.0", "01", "02", "09"),
		  "0000:01:00.0: its buses 02 to 09 overlap" },
		{ BRIDGE("00:01.0", "07", "01", "02"), "says that it is on bus 07" },
		{ BRIDGE("00:01.0", "00", "05", "02"), "its last bus 02 comes before its bus 05" },
		{ BRIDGE("00:01.0", "00", "01", "09") DEVICE("05:00.0"),
		  "0000:05: no bridge has this bus, which is among those below 0000:00:01.0" },
		{ "00:00.0 x\n" BYTES DEVICE("00:01.0") "00: 86 80\n", "bytes of 1 functions" },
		{ DEVICE("00:00.0") "00:01.0 Device: y\n", "nothing but the name is known" },
		{ DEVICE("00:00.0") "\tCapabilities: <access denied>\n", "were not shown" },
		{ "00:00.0 D: x\n\tRegion 0: Memory at fe000000 [size=8K]\n"
		  "00:01.0 D: x\n\tRegion 0: Memory at fe001000 [size=8K]\n",
		  "overlaps the BAR of another function" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_machine m;

		start_text(&m, cases[i].text);
		assert_string_equal(m.err.text, "");
		assert_int_equal(m.records.nr_warnings, 1);
		if (!strstr(m.records.warning[0], cases[i].says))
			assert_string_equal(m.records.warning[0], cases[i].says);
		stop(&m);
	}
}

static void bp_pci_tree_build__what_cannot_be__an_error(void **state)
{
	static const struct {
		const char *text, *key, *says;
		unsigned line;
	} cases[] = {
		{ BRIDGE("00:01.0", "00", "02", "02") BRIDGE("02:00.0", "02", "01", "01"),
		  "0000:02:00.0", "would be a circle", 3 },
		{ BRIDGE("01:00.0", "01", "01", "01"), "0000:01:00.0", "would be a circle", 1 },
		{ BRIDGE("00:01.0", "00", "01", "01") BRIDGE("00:02.0", "00", "01", "01"),
		  "0000:00:02.0", "bus 01 is below it and below 0000:00:01.0", 3 },
		{ BRIDGE("00:01.0", "00", "01", "04") BRIDGE("00:02.0", "00", "05", "05")
			  BRIDGE("01:00.0", "01", "06", "06"),
		  "0000:01:00.0", "among those of the bus above", 5 },
		{ "00:01.0 x: y\n00:02.0 x: y\n", "0000:00:01.0", "only names are there", 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_machine m;

		start_text(&m, cases[i].text);
		assert_int_equal(m.result, -EINVAL);
		assert_error_says(&m.err, cases[i].line, cases[i].key, cases[i].says);
		assert_string_not_equal(m.err.file, "");
		stop(&m);
	}
}

/* A bridge that firmware left alone is one without bus. */
static void bp_pci_tree_build__secondary_0__no_bus(void **state)
{
	struct t_machine m;

	(void)state;
	start_text(&m, BRIDGE("00:01.0", "00", "00", "00") BRIDGE("00:02.0", "00", "00", "00"));
	assert_int_equal(m.result, 0);
	assert_null(m.records.at[0].dev->subordinate);
	assert_int_equal(m.records.nr_warnings, 0);
	stop(&m);
}

/* Text tells the state of ACS, or that it is not known (P-5). */
static void bp_pci_tree_build__acs_in_text__in_the_space(void **state)
{
#define PORT BRIDGE("00:01.0", "00", "01", "01") "\tCapabilities: [54] Express (v2) Root Port\n"
	struct t_machine m;
	u16 word;

	(void)state;
	start_text(&m, PORT "\tCapabilities: [148 v1] Access Control Services\n"
			    "\t\tACSCtl:\tSrcValid- ReqRedir+ CmpltRedir+\n");
	assert_int_equal(pci_find_ext_capability(m.records.at[0].dev, PCI_EXT_CAP_ID_ACS), 0x100);
	assert_true(pci_read_config_word(m.records.at[0].dev, 0x106, &word));
	assert_int_equal(word, PCI_ACS_RR | PCI_ACS_CR);
	stop(&m);
	start_text(&m, PORT);
	assert_int_equal(m.records.at[0].dev->config_bytes, 4096);
	stop(&m);
	start_text(&m, PORT "\tCapabilities: [148] Access Control Services\n");
	assert_int_equal(m.records.at[0].dev->config_bytes, 256);
	stop(&m);
}

/* Section 11: address of virtual function n = that of the physical one + offset + n * stride. */
static void bp_pci_tree_build__virtual_functions__on_a_bus_no_bridge_owns(void **state)
{
	struct bp_pci_records *r;
	struct t_machine m = { 0 };
	u8 space[4096] = { 0 };

	(void)state;
	r = &m.records;
	bp_env_init(&m.env);
	m.tree = bp_pci_tree_new(&m.env);
	space[0x100] = PCI_EXT_CAP_ID_SRIOV;
	space[0x108] = 1;    /* enabled */
	space[0x110] = 3;    /* NumVFs */
	space[0x114] = 0xfe; /* 03:00.0 + 0xfe = 03:1f.6, 04:00.0, 04:00.2 */
	space[0x116] = 2;
	for (unsigned i = 0; i < 6; i++)
		bp_pci_records_add(r, NULL);
	r->at[0] = (struct bp_pci_record){ .devfn = 8,
					   .is_bridge = true,
					   .secondary = 3,
					   .subordinate = 4,
					   .has_text = true,
					   .physfn = -1 };
	r->at[1].bus = 3;
	r->at[1].config = malloc(sizeof(space));
	r->at[1].config_bytes = sizeof(space);
	memcpy(r->at[1].config, space, sizeof(space));
	for (unsigned i = 2; i < 6; i++)
		r->at[i].bus = i == 2 ? 3 : 4;
	r->at[2].devfn = 0xfe;
	r->at[4].devfn = 1;
	r->at[5].devfn = 2;
	assert_int_equal(bp_pci_tree_build(m.tree, r, &m.err), 0);
	assert_ptr_equal(r->at[2].dev->physfn, r->at[1].dev);
	assert_ptr_equal(r->at[3].dev->physfn, r->at[1].dev);
	assert_null(r->at[4].dev->physfn); /* between two of them */
	assert_ptr_equal(r->at[5].dev->physfn, r->at[1].dev);
	assert_ptr_equal(pci_upstream_bridge(r->at[5].dev), r->at[0].dev);
	stop(&m);
}

/* Bytes flipped, lines lost, pieces doubled: a tree or a message, and nothing else. */
static void mutate(const char *text, size_t bytes, unsigned rounds, u64 seed)
{
	char *copy = malloc(2 * bytes);
	struct t_random random = { seed };

	for (unsigned round = 0; round < rounds; round++) {
		size_t n = bytes, at, length;
		struct t_machine m;
		char path[40];
		int fd;

		memcpy(copy, text, bytes);
		for (unsigned i = 0; i < 1u << round % 6; i++)
			copy[t_below(&random, n)] = "0123456789abcdef:. \n\t"[t_below(&random, 20)];
		at = t_below(&random, n);
		length = t_below(&random, n - at);
		if (round % 3 == 1) { /* cut */
			n = at;
		} else if (round % 3 == 2) { /* double */
			memcpy(copy + n, copy + at, length);
			n += length;
		}
		fd = memfd_create("mutant", 0);
		assert_int_equal(write(fd, copy, n), (ssize_t)n);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		start(&m, path);
		if (m.result)
			assert_string_not_equal(m.err.text, "");
		stop(&m);
		close(fd);
	}
	free(copy);
}

static void mutate_file(const char *path, unsigned rounds)
{
	size_t bytes;
	char *text;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	bytes = (size_t)ftell(file);
	rewind(file);
	text = malloc(bytes);
	assert_int_equal(fread(text, 1, bytes, file), bytes);
	fclose(file);
	mutate(text, bytes, rounds, bytes);
	free(text);
}

static void bp_pci_tree_build__mutated_captures__a_tree_or_a_message(void **state)
{
	(void)state;
	mutate_file(t_source("tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"), 60);
	mutate_file(t_source("tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt"), 60);
}

/* pciutils' own dumps are not ours to ship: PCIUTILS_TESTS names their folder. */
static void bp_pci_tree_build__dumps_of_pciutils__a_tree_and_no_mutant_breaks_it(void **state)
{
	const char *folder = getenv("PCIUTILS_TESTS");
	DIR *dir = folder ? opendir(folder) : NULL;
	struct dirent *entry;

	(void)state;
	if (!dir)
		t_leave_out("no PCIUTILS_TESTS");
	while ((entry = readdir(dir))) {
		struct t_machine m;
		char path[600];

		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		start(&m, path);
		assert_string_equal(m.err.text, "");
		stop(&m);
		mutate_file(path, 60);
	}
	closedir(dir);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_tree_build__two_roots__each_has_its_host_bridge),
		cmocka_unit_test(bp_pci_tree_build__odd_numbers__a_warning),
		cmocka_unit_test(bp_pci_tree_build__what_cannot_be__an_error),
		cmocka_unit_test(bp_pci_tree_build__secondary_0__no_bus),
		cmocka_unit_test(bp_pci_tree_build__acs_in_text__in_the_space),
		cmocka_unit_test(bp_pci_tree_build__virtual_functions__on_a_bus_no_bridge_owns),
		cmocka_unit_test(bp_pci_tree_build__mutated_captures__a_tree_or_a_message),
		cmocka_unit_test(
			bp_pci_tree_build__dumps_of_pciutils__a_tree_and_no_mutant_breaks_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
