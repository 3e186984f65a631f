// Google's C++ implementation as the judge: for each record on standard input whether it is the message, and then its
// deterministic bytes without unknown fields. Records: four bytes of length, least first, then the bytes.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>

#include "trunkline/v1/commands.pb.h"
#include "trunkline/v1/commit.pb.h"

namespace pb = google::protobuf;

static void put(const std::string& record) {
  uint32_t size = record.size();
  fwrite(&size, 4, 1, stdout);
  fwrite(record.data(), 1, size, stdout);
}

int main(int, char** arguments) {
  pb::SetLogHandler(nullptr);
  trunkline::v1::Commit::default_instance();
  trunkline::v1::Command::default_instance();
  auto* type = pb::DescriptorPool::generated_pool()->FindMessageTypeByName(std::string("trunkline.v1.") + arguments[1]);
  auto* prototype = pb::MessageFactory::generated_factory()->GetPrototype(type);
  uint32_t size;
  while (fread(&size, 4, 1, stdin) == 1) {
    std::string record(size, 0), bytes;
    if (size && fread(&record[0], 1, size, stdin) != size) return 1;
    std::unique_ptr<pb::Message> message(prototype->New());
    bool accepted = message->ParseFromString(record);
    if (accepted) {
      message->DiscardUnknownFields();
      pb::io::StringOutputStream stream(&bytes);
      pb::io::CodedOutputStream coded(&stream);
      coded.SetSerializationDeterministic(true);
      message->SerializeToCodedStream(&coded);
    }
    put(std::string(1, accepted ? 1 : 0));
    put(bytes);
  }
}
