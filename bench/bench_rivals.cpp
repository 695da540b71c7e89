/* Other JSON readers, for comparison with ours: jansson's tree and simdjson's DOM. bench/run calls
 * it, in turn with bench_json:
 *
 *   bench_rivals jansson|simdjson FILE N   reads the file's text whole N times, prints GB/s
 *
 * Both keep a whole tree; simdjson reuses its memory from one reading to the next, jansson frees
 * its own. */
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <jansson.h>
#include <simdjson.h>
#include <string>

namespace
{

bool read_jansson(const std::string &text)
{
    json_error_t error;
    json_t *root = json_loadb(text.data(), text.size(), JSON_ALLOW_NUL, &error);

    if (root == nullptr) {
        return false;
    }
    json_decref(root);
    return true;
}

bool read_simdjson(simdjson::dom::parser &parser, const simdjson::padded_string &text)
{
    simdjson::dom::element root;

    return parser.parse(text).get(root) == simdjson::SUCCESS;
}

} // namespace

int main(int argc, char **argv)
{
    std::string reader = argc == 4 ? argv[1] : "";
    long n = argc == 4 ? std::strtol(argv[3], nullptr, 10) : 0;

    if (n < 1 || (reader != "jansson" && reader != "simdjson")) {
        std::fprintf(stderr, "usage: bench_rivals jansson|simdjson FILE N\n");
        return EXIT_FAILURE;
    }
    std::ifstream file(argv[2], std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    std::clock_t start = 0; /* the processor's time */

    for (long i = -1; i < n; i++) { /* the first warms up */
        if (i == 0) {
            start = std::clock();
        }
        if (!(reader == "jansson" ? read_jansson(text) : read_simdjson(parser, padded))) {
            std::fprintf(stderr, "bench_rivals: %s refuses '%s'\n", reader.c_str(), argv[2]);
            return EXIT_FAILURE;
        }
    }
    double took_ns = double(std::clock() - start) * (1e9 / double(CLOCKS_PER_SEC));
    std::printf("%.4f\n", double(text.size()) * double(n) / took_ns);
    return EXIT_SUCCESS;
}
