/* simdjson's DOM as a judge of our JSON reader. It keeps repeated keys in order, as our nodes do,
 * so that whole values can be compared as text. */
#include "oracle_simdjson.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <simdjson.h>
#include <string>

namespace
{

void print_string(std::string_view s, std::string &out)
{
    char length[32];

    snprintf(length, sizeof(length), "%zu\"", s.size());
    out += length;
    out += s;
}

void print(simdjson::dom::element e, std::string &out)
{
    char number[64];

    switch (e.type()) {
    case simdjson::dom::element_type::ARRAY:
        out += '[';
        for (simdjson::dom::element child : e.get_array()) {
            print(child, out);
            out += ',';
        }
        out += ']';
        break;
    case simdjson::dom::element_type::OBJECT:
        out += '{';
        for (auto field : e.get_object()) {
            print_string(field.key, out);
            out += ':';
            print(field.value, out);
            out += ',';
        }
        out += '}';
        break;
    case simdjson::dom::element_type::INT64:
        snprintf(number, sizeof(number), "%" PRId64, int64_t(e.get_int64()));
        out += number;
        break;
    case simdjson::dom::element_type::UINT64:
        snprintf(number, sizeof(number), "%" PRIu64, uint64_t(e.get_uint64()));
        out += number;
        break;
    case simdjson::dom::element_type::DOUBLE:
        snprintf(number, sizeof(number), "%.17g", double(e.get_double()));
        out += number;
        break;
    case simdjson::dom::element_type::STRING:
        print_string(e.get_string(), out);
        break;
    case simdjson::dom::element_type::BOOL:
        out += bool(e.get_bool()) ? 't' : 'f';
        break;
    case simdjson::dom::element_type::NULL_VALUE:
        out += 'n';
        break;
    }
}

} // namespace

enum oracle_verdict oracle_simdjson(const char *data, size_t size, char **out_text, size_t *out_n)
{
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    simdjson::padded_string padded(data, size);
    std::string text;

    simdjson::error_code error = parser.parse(padded).get(root);
    if (error == simdjson::NUMBER_ERROR || error == simdjson::DEPTH_ERROR) {
        return ORACLE_HAS_LIMIT;
    }
    if (error == simdjson::STRING_ERROR) {
        return ORACLE_REFUSES_STRING;
    }
    if (error != simdjson::SUCCESS) {
        return ORACLE_REFUSES;
    }
    print(root, text);
    *out_text = static_cast<char *>(malloc(text.size() + 1));
    if (*out_text == nullptr) {
        abort();
    }
    memcpy(*out_text, text.data(), text.size());
    *out_n = text.size();
    return ORACLE_ACCEPTS;
}
