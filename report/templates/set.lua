-- Sets manuscripts with pandoc as a Lua interpreter, many in one call: `pandoc lua -E set.lua`.
--
-- From the standard input comes what to do, as JSON: `manuscripts` as Markdown, how to read them (`reader`), the
-- `filter`, the file of the works that they cite (`literature`, if any), and the template of each format (`templates`).
-- The answer is a list of the manuscripts, each a table of texts by format. Every manuscript is read by itself, so that
-- ids may repeat from one to the next.

local task = pandoc.json.decode(io.read("a"), false)

local templates = {}
for format, text in pairs(task.templates) do
  templates[format] = pandoc.template.compile(text)
end

local function options(format, doc)
  return pandoc.WriterOptions({
    template = templates[format],
    wrap_text = "none",
    highlight_method = "none",
    section_divs = true,
    table_of_contents = format == "html5",
    toc_depth = doc.meta["edition-of"] and 2 or 3, -- an edition is short: chapters are enough
  })
end

-- The page's title is its heading of the first level.
local lowered = {
  Header = function(header)
    header.level = header.level + 1
    return header
  end,
}

local function set(markdown)
  local doc = pandoc.read(markdown, task.reader, { columns = 10000 }) -- a table's lines are never too long for the page
  if task.literature then
    doc.meta.bibliography = task.literature
    doc = pandoc.utils.citeproc(doc)
  end
  local texts = {}
  for format in pairs(templates) do
    local own = format == "html5" and doc:walk(lowered) or doc
    own = pandoc.utils.run_lua_filter(own, task.filter, setmetatable({ FORMAT = format }, { __index = _G }))
    local writer = format == "typst" and "typst-citations" or format -- which has no works of its own to cite
    texts[format] = pandoc.write(own, writer, options(format, own))
  end
  return texts
end

local answers = {}
for number, markdown in ipairs(task.manuscripts) do
  local messages, texts = pandoc.log.silence(set, markdown)
  for _, message in ipairs(messages) do
    local known = pandoc.json.decode(pandoc.json.encode(message)) -- the only way to read how grave it is
    if known.verbosity == "WARNING" then
      io.stderr:write(known.pretty, "\n")
      os.exit(1)
    end
  end
  answers[number] = texts
end
io.write(pandoc.json.encode(answers))
