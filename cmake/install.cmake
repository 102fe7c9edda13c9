# `make install`: the program, and the engine as a CMake package for programs that embed it:
#   find_package(heloport REQUIRED)
#   target_link_libraries(mine PRIVATE heloport::engine)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/heloport)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/heloport)

foreach(library IN ITEMS grammar engine)
  set_target_properties(heloport_${library} PROPERTIES EXPORT_NAME ${library})
  target_include_directories(heloport_${library} INTERFACE $<INSTALL_INTERFACE:${headers}>)
  install(DIRECTORY ${library}/ DESTINATION ${headers}/${library} COMPONENT embed
    FILES_MATCHING PATTERN *.hpp)
endforeach()
install(TARGETS heloport_grammar heloport_engine EXPORT heloport
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT embed)
install(EXPORT heloport NAMESPACE heloport:: FILE heloport-config.cmake DESTINATION ${package}
  COMPONENT embed)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/heloport-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/heloport-config-version.cmake DESTINATION ${package}
  COMPONENT embed)

if(HELOPORT_APPS)
  install(TARGETS heloport RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
endif()
